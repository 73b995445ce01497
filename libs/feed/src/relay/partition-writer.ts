import type { Position, RecordedEvent } from '@fieldledger/kernel';
import type { Producer } from 'kafkajs';
import { toRecord, type FeedRecord } from '../feed-record.js';

/** Kafka did not confirm what was sent, or confirmed something else. */
export class UnconfirmedSend extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UnconfirmedSend';
  }
}

/** Records of about so many bytes go in one request; one that is larger goes alone. */
const REQUEST_BYTES = 1024 * 1024;
/** What headers and framing add, on average. */
const BESIDE_THE_VALUE = 700;

/**
 * Writes to one partition, in order, one request at a time. The answer is looked at: kafkajs resolves sends that wrote
 * nothing (to a partition that does not exist, or after a leader moved), so exactly this partition must have answered,
 * without an error, with the offset that was to come.
 */
export class PartitionWriter {
  constructor(
    private readonly producer: Producer,
    readonly topic: string,
    readonly partition: number,
    /** Of the last record that is there. */
    private last: Position | undefined,
    private next: bigint,
  ) {}

  get position(): Position | undefined {
    return this.last;
  }

  get nextOffset(): bigint {
    return this.next;
  }

  /** Writes those events that are not there yet. @throws UnconfirmedSend; whatever kafkajs throws */
  async write(events: readonly RecordedEvent[]): Promise<number> {
    let [records, bytes, written] = [[] as FeedRecord[], 0, 0];
    const send = async () => {
      await this.send(records);
      written += records.length;
      [records, bytes] = [[], 0];
    };
    let before = this.last;
    for (const event of events) {
      if (this.last !== undefined && event.position <= this.last) continue;
      const record = toRecord(event, before);
      before = event.position;
      const size = record.value.length + BESIDE_THE_VALUE;
      if (records.length > 0 && bytes + size > REQUEST_BYTES) await send();
      records.push(record);
      bytes += size;
    }
    if (records.length > 0) await send();
    return written;
  }

  private async send(records: readonly FeedRecord[]): Promise<void> {
    const { topic, partition } = this;
    const answers = await this.producer.send({ topic, acks: -1, timeout: 10_000, messages: records.map(({ key, value, headers, timestamp }) => ({ key, value, partition, headers: { ...headers }, timestamp })) });
    const [answer] = answers;
    if (answers.length !== 1 || answer!.partition !== partition || answer!.errorCode !== 0 || answer!.baseOffset !== String(this.next)) {
      throw new UnconfirmedSend(`Kafka did not confirm ${records.length} records of ${topic}, partition ${partition}, at offset ${this.next}: ${answer ? `it answered partition ${answer.partition}, error ${answer.errorCode}, offset ${answer.baseOffset}` : 'it wrote nothing'}.`);
    }
    this.next += BigInt(records.length);
    this.last = records.at(-1)!.headers.ce_position!;
  }
}
