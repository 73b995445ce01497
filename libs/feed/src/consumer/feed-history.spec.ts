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
