import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { httpHistory } from './feed-history.js';

it.each(['', '/', '/fieldledger', '/fieldledger/'])('The history is asked for below the path at which a proxy has the server: %j', async (path) => {
  const asked: (string | undefined)[] = [];
  const server = createServer(({ url }, response) => {
    asked.push(url);
    response.end('{"records":[],"next":null}');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    const { port } = server.address() as AddressInfo;
    await httpHistory({ url: `http://127.0.0.1:${port}${path}`, key: 'fl_x' }).between('fieldledger.contacts', '', '0000000000000019');
    expect(asked).toEqual([`${path.replace(/\/$/, '')}/feed/fieldledger.contacts?after=&until=0000000000000019`]);
  } finally {
    server.closeAllConnections();
    server.close();
  }
});

it.each([
  [401, 'answered 401. Its key must be one in force, with the scope read.'],
  [403, 'answered 403. Its key must be one in force, with the scope read.'],
  [503, 'answered 503.'],
])('A history that is not given says what must be of the key where that is why: %i', async (status, sentence) => {
  const server = createServer((_request, response) => void response.writeHead(status).end()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    const { port } = server.address() as AddressInfo;
    const asked = httpHistory({ url: `http://127.0.0.1:${port}`, key: 'fl_x' }).between('fieldledger.contacts', '');
    await expect(asked).rejects.toThrow(new Error(`The history of fieldledger.contacts was not given: the server at 127.0.0.1:${port} ${sentence}`));
  } finally {
    server.closeAllConnections();
    server.close();
  }
});
