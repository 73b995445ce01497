import { Follower, Relay } from '@fieldledger/feed';
import { setTimeout as pause } from 'node:timers/promises';
import { freshBroker, PARTITIONS, SETTINGS, TYPES } from './broker.mjs';
import { fill, freshLog } from './fixtures.mjs';
import { rounds } from './rounds.mjs';

/** Following the feed, each event once, its position stored with what was made of it (here a count); against a bare kafkajs consumer that counts. */
export async function followFeed({ folder, size }) {
  const events = size(200_000);
  const { url, log, stop } = await freshLog(folder, 'p');
  const { kafka, stop: stopBroker } = await freshBroker(folder, 'p-kafka');
  await fill(log, events);
  const topic = 'followed';
  const relay = Relay.start({ log, kafka, topics: [{ name: topic, eventTypes: TYPES }], settings: SETTINGS, databaseUrl: url, tell: console.error });
  const { position } = await log.horizon();
  while (relay.status().position < position) await pause(20);
  await relay.stop();
  const found = await rounds(
    async (round) => {
      let [seen, since, until] = [0, 0, 0];
      const follower = await Follower.start({
        kafka, topics: [topic], name: `ours-${round}`, databaseUrl: url, tell: console.error,
        async apply(_client, told) {
          since ||= performance.now();
          seen += told.length;
          until = performance.now();
        },
      });
      while (seen < events) await pause(5);
      await follower.stop();
      if (seen !== events) throw new Error(`${seen} events were taken of ${events}.`);
      return (events * 1000) / (until - since);
    },
    async (round) => {
      const consumer = kafka.consumer({ groupId: `raw-${round}`, maxWaitTimeInMs: 200 });
      await consumer.connect();
      await consumer.subscribe({ topics: [topic], fromBeginning: true });
      let [seen, since, until] = [0, 0, 0];
      await consumer.run({
        autoCommit: false, partitionsConsumedConcurrently: PARTITIONS,
        async eachBatch({ batch }) {
          since ||= performance.now();
          seen += batch.messages.length;
          until = performance.now();
        },
      });
      while (seen < events) await pause(5);
      await consumer.disconnect();
      return (events * 1000) / (until - since);
    },
  );
  await stopBroker();
  await stop();
  return [{ mark: 'p', what: 'a service that follows the feed', value: found.ours, baseline: found.raw, ratio: found.ours / found.raw, target: 0.6, unit: 'events/s' }];
}
