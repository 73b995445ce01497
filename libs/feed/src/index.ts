export { Follower, type FollowerOptions, type FollowerStatus } from './consumer/follower.js';
export { httpHistory, type FeedHistory, type HistoryRecord } from './consumer/feed-history.js';
export { FeedEvent, UnreadableRecord, type RecordHeaders } from './feed-event.js';
export * from './feed-record.js';
export { kafkaFault } from './kafka-fault.js';
export { connectKafka, type KafkaConnectionOptions } from './kafka-connection.js';
export { partitionOf } from './partition-of.js';
export { Relay, type RelayOptions, type RelayStatus } from './relay/relay.js';
export { UnfitTopic, type Topic, type TopicSettings } from './topics.js';
