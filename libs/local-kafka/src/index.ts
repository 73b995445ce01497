export { kafkaLacks } from './kafka-home.js';
export { LocalKafka, type LocalKafkaOptions } from './local-kafka.js';
