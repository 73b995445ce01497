import { kafkaFault } from './kafka-fault.js';

describe('what a Kafka says that will not have us', () => {
  it('is told with what to do about it', () => {
    expect(kafkaFault(new Error('This server does not host this topic-partition'))).toMatch(/^This Kafka has no such topic, .* KAFKA_TOPIC_PREFIX .* \(This server does not host this topic-partition\)$/);
  });

  it('of several topics at once is told once', () => {
    const each = () => new Error('Replication-factor is invalid');
    expect(kafkaFault(Object.assign(new Error('Topic creation errors'), { errors: [each(), each()] })))
      .toBe('Kafka has fewer brokers than each record is to have copies. Set KAFKA_REPLICAS to no more than there are. (Topic creation errors: Replication-factor is invalid)');
  });
});
