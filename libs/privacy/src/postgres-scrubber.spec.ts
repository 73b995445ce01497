import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { MemoryEventLog } from '@fieldledger/testing';
import { PostgresScrubber } from './postgres-scrubber.js';

it('Scrubbing does not wait for ever for a PostgreSQL that takes the call and says nothing: what is due after it is not kept back', async () => {
  const sockets: Socket[] = [];
  const silent = createServer((socket) => void sockets.push(socket)).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  try {
    const url = `postgres://nobody@127.0.0.1:${(silent.address() as AddressInfo).port}/nothing`;
    const scrubber = new PostgresScrubber(url, { progress: () => Promise.reject(new Error('not asked')), scrubbed: () => Promise.resolve(), dropCopies: () => Promise.resolve() });
    await expect(scrubber.scrub(new MemoryEventLog())).rejects.toThrow(/timeout/);
  } finally {
    for (const socket of sockets) socket.destroy();
    silent.close();
  }
}, 15_000);
