export { fetchKafka, kafkaLacks } from './kafka-home.js';
export { LocalKafka, type KafkaDoor, type LocalKafkaOptions } from './local-kafka.js';
