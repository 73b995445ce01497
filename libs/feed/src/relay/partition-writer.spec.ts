import type { RecordedEvent } from '@fieldledger/kernel';
import type { Producer, ProducerRecord, RecordMetadata } from 'kafkajs';
import { PartitionWriter } from './partition-writer.js';

const event = (n: number, bytes = 10): RecordedEvent => ({
  id: `event-${n}`, type: 'DoorKnocked', schemaVersion: 1, organization: 'ours', stream: 'door-1', revision: n, position: String(n).padStart(16, '0'), actor: 'key', app: 'app', correlationId: 'c', causationId: null,
  provenance: null, occurredAt: '2026-10-03T17:04:05.000Z', recordedAt: '2026-10-03T17:04:06.000000Z', payload: 'x'.repeat(bytes), payloadHash: '', digest: '', data: {},
});

/** A producer that answers what it is told to, and keeps what it was sent. */
function producerThat(answer: (record: ProducerRecord, at: number) => Partial<RecordMetadata>[]) {
  const sent: ProducerRecord[] = [];
  let at = 5;
  const producer = {
    send: async (record: ProducerRecord) => {
      sent.push(record);
      const answers = answer(record, at);
      at += record.messages.length;
      return answers;
    },
  };
  return { sent, writer: new PartitionWriter(producer as unknown as Producer, 'doors', 2, event(1).position, 5n) };
}

const good = (_: ProducerRecord, at: number) => [{ partition: 2, errorCode: 0, baseOffset: String(at) }];

describe('what is written to one partition', () => {
  it('goes in order, without what is there already, each record naming the one before it', async () => {
    const { sent, writer } = producerThat(good);
    expect(await writer.write([event(1), event(2), event(3)])).toBe(2);
    expect(sent[0]!.messages.map(({ partition, headers }) => [partition, headers!.ce_position, headers!.ce_previousposition])).toEqual([[2, event(2).position, event(1).position], [2, event(3).position, event(2).position]]);
    expect([writer.position, writer.nextOffset]).toEqual([event(3).position, 7n]);
    expect(await writer.write([event(2), event(3)])).toBe(0);
    expect(sent).toHaveLength(1);
  });

  it('is the event’s own bytes under its own key, at the time when the log took it, from which Kafka counts how long it is kept', async () => {
    const { sent, writer } = producerThat(good);
    await writer.write([event(2)]);
    expect(sent[0]!.messages).toMatchObject([{ key: 'ours/door-1', value: event(2).payload, timestamp: String(Date.parse('2026-10-03T17:04:06Z')), partition: 2 }]);
  });

  it('goes in requests of about a megabyte, and what is larger alone', async () => {
    const { sent, writer } = producerThat(good);
    await writer.write([event(2, 400_000), event(3, 400_000), event(4, 400_000), event(5, 3_000_000), event(6)]);
    expect(sent.map(({ messages }) => messages.length)).toEqual([2, 1, 1, 1]);
    expect(writer.nextOffset).toBe(10n);
  });

  it('goes in requests of not many more than a thousand, however small they are', async () => {
    const { sent, writer } = producerThat(good);
    expect(await writer.write(Array.from({ length: 4_000 }, (_, n) => event(n + 2)))).toBe(4_000);
    const sizes = sent.map(({ messages }) => messages.length);
    expect([Math.max(...sizes) < 1_500, sizes.reduce((sum, size) => sum + size, 0)]).toEqual([true, 4_000]);
    expect(writer.nextOffset).toBe(4_005n);
  });

  it.each<[string, (record: ProducerRecord, at: number) => Partial<RecordMetadata>[]]>([
    ['nothing, as kafkajs does for a partition that does not exist', () => []],
    ['of another partition alone, as kafkajs does when a leader moved', (_, at) => [{ partition: 1, errorCode: 0, baseOffset: String(at) }]],
    ['of two partitions', (record, at) => [...good(record, at), { partition: 1, errorCode: 0, baseOffset: '0' }]],
    ['with an error', (_, at) => [{ partition: 2, errorCode: 6, baseOffset: String(at) }]],
    ['with an offset that says that somebody else wrote', (_, at) => [{ partition: 2, errorCode: 0, baseOffset: String(at + 3) }]],
  ])('is not believed when the answer is %s', async (_, answer) => {
    const { writer } = producerThat(answer);
    await expect(writer.write([event(2)])).rejects.toThrow(/^Kafka did not confirm 1 records of doors, partition 2, at offset 5: it (?:wrote nothing|answered partition \d, error \d, offset \d)\.$/);
    expect([writer.position, writer.nextOffset]).toEqual([event(1).position, 5n]);
  });
});
