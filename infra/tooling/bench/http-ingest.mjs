import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { Pool } from 'undici';
import { freshLog } from './fixtures.mjs';
import { percentile, rate, rounds } from './rounds.mjs';

const CONNECTIONS = 64;

/** 64 connections posting one attempt each, durable when answered; against a bare route with a schema over the same log. */
export async function httpIngest({ folder, size }) {
  const each = size(500);
  const { url, stop } = await freshLog(folder, 'f');
  const servers = { ours: await serve('served-app.mjs', url), raw: await serve('served-route.mjs', url) };
  await loadOf(servers.ours, each)();
  await loadOf(servers.raw, each)();
  const found = await rounds(loadOf(servers.ours, each), loadOf(servers.raw, each));
  for (const { child } of Object.values(servers)) child.kill();
  await stop();
  return [{ mark: 'f', what: 'HTTP ingest, 64 connections', value: found.ours.perSecond, baseline: found.raw.perSecond, ratio: found.ours.perSecond / found.raw.perSecond, target: 0.85, unit: 'requests/s', note: `p99 ${found.ours.p99.toFixed(1)} ms, baseline ${found.raw.p99.toFixed(1)} ms` }];
}

/** A run of so many requests on each connection. @param hear gets the body of each answer */
export const loadOf = ({ address, key }, each, hear = () => undefined) => async () => {
  const pool = new Pool(address, { connections: CONNECTIONS, pipelining: 1 });
  const times = [];
  const perSecond = await rate(CONNECTIONS * each, () =>
    Promise.all(Array.from({ length: CONNECTIONS }, async () => {
      for (let n = 0; n < each; n++) {
        const started = performance.now();
        const { statusCode, body } = await pool.request({ method: 'POST', path: '/contact-attempts', headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` }, body: JSON.stringify(attempt()) });
        const text = await body.text();
        if (statusCode !== 201) throw new Error(`${statusCode}: ${text}`);
        times.push(performance.now() - started);
        hear(text);
      }
    })));
  await pool.close();
  return { perSecond, p99: percentile(times, 0.99) };
};

function attempt() {
  return {
    attemptId: randomUUID(), voter: { system: 'van', scope: 'OH.myvoters', id: String(Math.floor(Math.random() * 1e8)) }, contactTypeId: 2, inputTypeId: 14, resultCodeId: 14,
    canvasserId: 'canvasser-17', turfId: 'turf-04', doorId: 'door-883', precinctId: 'columbus-12B', campaignId: 'columbus-2026', attemptedAt: '2026-10-03T21:14:05Z', zone: 'America/New_York',
  };
}

/** A server in a process of its own, as it runs in life. */
export function serve(file, url) {
  const child = fork(join(import.meta.dirname, file), [url], { execArgv: ['--max-semi-space-size=64'] });
  return new Promise((ready, failed) => {
    child.once('message', ({ address, key }) => ready({ child, address, key }));
    child.once('exit', (code) => failed(new Error(`${file} ended with ${code}.`)));
  });
}
