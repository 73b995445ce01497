/**
 * A relay or a follower in a process of its own, to be killed as the power goes.
 * `node feed-process.mjs relay URL BROKERS TOPIC PARTITIONS [LIFE] [SABOTAGE]`: with LIFE it kills itself at that note,
 * between what was sent and the note of it. `node feed-process.mjs follower URL BROKERS TOPIC TABLE`.
 */
import { connectKafka, Follower, Relay } from '@fieldledger/feed';
import { PostgresEventLog } from '@fieldledger/event-log';
import { PartitionWriter } from '../../libs/feed/dist/relay/partition-writer.js';
import { RelayNotes } from '../../libs/feed/dist/relay/relay-notes.js';
import { RelaySession } from '../../libs/feed/dist/relay/relay-session.js';
import { opened } from './opened.mjs';

const [role, url, brokers, topic, last, life = '0', sabotage = ''] = process.argv.slice(2);
const kafka = connectKafka({ brokers: [brokers], clientId: role, tell: () => undefined });
const tell = (line) => process.stdout.write(`${line}\n`);

const dieAt = Number(life);
let notes = 0;
const { note } = RelayNotes.prototype;
RelayNotes.prototype.note = function (noted) {
  if (++notes === dieAt) process.kill(process.pid, 'SIGKILL');
  return note.call(this, noted);
};

const { send } = RelaySession.prototype;
const { write } = PartitionWriter.prototype;
if (sabotage === 'note before it is sent') {
  RelaySession.prototype.send = async function (page) {
    await note.call(this.options.notes, { position: page.at(-1).position, partitions: [] });
    if (++notes === dieAt) process.kill(process.pid, 'SIGKILL');
    return send.call(this, page);
  };
}
if (sabotage === 'no look at the tails') {
  PartitionWriter.prototype.write = function (events) {
    if (!this.began) this.last = undefined;
    this.began = true;
    return write.call(this, events);
  };
}
if (sabotage === 'answers are not looked at') {
  // To one partition more than there are: kafkajs resolves, and nothing is written.
  PartitionWriter.prototype.write = async function (events) {
    const { topic: name, partition, producer } = this;
    await producer.send({ topic: name, messages: events.map((event) => ({ partition: partition === 1 ? 99 : partition, key: `${event.organization}/${event.stream}`, value: event.payload, headers: headersOf(event) })) });
    return events.length;
  };
}
function headersOf(event) {
  return {
    ce_specversion: '1.0', ce_id: event.id, ce_source: `urn:fieldledger:${event.organization}`, ce_type: event.type, ce_subject: event.stream, ce_time: event.occurredAt,
    ce_dataschema: `urn:fieldledger:event:${event.type}:1`, ce_position: event.position, ce_streamrevision: String(event.revision), ce_recordedtime: event.recordedAt, ce_correlationid: event.correlationId,
  };
}

if (role === 'relay') {
  const log = await opened(() => PostgresEventLog.open({ url }));
  Relay.start({ log, kafka, topics: [{ name: topic, eventTypes: ['DoorKnocked'] }], settings: { partitions: Number(last), replicas: 1, retentionDays: 7 }, databaseUrl: url, tell });
} else {
  await opened(() =>
    Follower.start({
      kafka, topics: [topic], name: last, databaseUrl: url, tell, sessionTimeoutMs: 1_000,
      apply: (client, events) =>
        client.query(`INSERT INTO ${last} AS it SELECT door, array_agg(id ORDER BY n) FROM unnest($1::text[], $2::text[]) WITH ORDINALITY told (door, id, n) GROUP BY door ON CONFLICT (door) DO UPDATE SET told = it.told || excluded.told`, [
          events.map(({ stream }) => stream), events.map(({ id }) => id),
        ]),
    }),
  );
}
