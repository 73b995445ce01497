import { feedKey, partitionOf, Relay, toRecord } from '@fieldledger/feed';
import { setTimeout as pause } from 'node:timers/promises';
import { freshBroker, makeTopic, PARTITIONS, SETTINGS, TYPES } from './broker.mjs';
import { fill, freshLog } from './fixtures.mjs';
import { rate, rounds } from './rounds.mjs';

const PAGE = 4_000;

/** Relaying the log, from the second page on; against a bare kafkajs producer that sends the same records in the same requests, made beforehand. */
export async function relayLog({ folder, size }) {
  const events = size(200_000);
  const { url, log, stop } = await freshLog(folder, 'o');
  const { kafka, stop: stopBroker } = await freshBroker(folder, 'o-kafka');
  await fill(log, events);
  const { position: end } = await log.horizon();
  const requests = await requestsOf(log);
  const found = await rounds(
    async (round) => {
      const relay = Relay.start({ log, kafka, topics: [{ name: await makeTopic(kafka, `ours-${round}`), eventTypes: TYPES }], settings: SETTINGS, databaseUrl: url, tell: console.error });
      while (relay.status().sent === 0) await pause(1);
      const { sent } = relay.status();
      const perSecond = await rate(events - sent, async () => {
        while (relay.status().position < end) await pause(1);
      });
      await relay.stop();
      return perSecond;
    },
    async (round) => {
      const topic = await makeTopic(kafka, `raw-${round}`);
      const producer = kafka.producer({ idempotent: true, maxInFlightRequests: PARTITIONS });
      await producer.connect();
      await send(producer, topic, requests[0]);
      const perSecond = await rate(events - PAGE, async () => {
        for (const page of requests.slice(1)) await send(producer, topic, page);
      });
      await producer.disconnect();
      return perSecond;
    },
  );
  await stopBroker();
  await stop();
  return [{ mark: 'o', what: 'relaying the log to Kafka', value: found.ours, baseline: found.raw, ratio: found.ours / found.raw, target: 0.7, unit: 'events/s' }];
}

const send = (producer, topic, page) => Promise.all([...page].map(([partition, messages]) => producer.send({ topic, acks: -1, messages: messages.map((message) => ({ ...message, partition })) })));

/** Page by page, the records of each partition. */
async function requestsOf(log) {
  const pages = [];
  for (let page = await log.read('', { limit: PAGE }); page.length > 0; page = await log.read(page.at(-1).position, { limit: PAGE })) {
    const shares = new Map();
    for (const event of page) {
      const partition = partitionOf(feedKey(event), PARTITIONS);
      const { key, value, headers, timestamp } = toRecord(event, event.position);
      shares.set(partition, [...(shares.get(partition) ?? []), { key, value, headers, timestamp }]);
    }
    pages.push(shares);
  }
  return pages;
}
