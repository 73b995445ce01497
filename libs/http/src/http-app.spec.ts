import 'reflect-metadata';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { Controller, Get, Global, Module, StreamableFile } from '@nestjs/common';
import { KEY_STORE } from './api-key.js';
import { READINESS } from './health.controller.js';
import { createHttpApp } from './create-http-app.js';
import type { HttpApp } from './http-app.js';
import { Open } from './identity.guard.js';
import { READING_RECORD } from './reading-record.js';

/** More than any socket takes at once. */
const [PIECES, PIECE] = [500, Buffer.alloc(100_000, 'x')];

@Controller()
@Open()
class Routes {
  @Get('much')
  much() {
    return new StreamableFile(Readable.from(Array.from({ length: PIECES }, () => PIECE)));
  }

  @Get('slow')
  async slow() {
    await pause(1_000);
    return 's';
  }
}

@Global()
@Module({
  controllers: [Routes],
  providers: [{ provide: KEY_STORE, useValue: {} }, { provide: READING_RECORD, useValue: {} }, { provide: READINESS, useValue: [] }],
  exports: [KEY_STORE, READING_RECORD, READINESS],
})
class RoutesModule {}

describe('a door that is closed', () => {
  let app: HttpApp;
  let port: number;
  async function open(): Promise<void> {
    app = await createHttpApp({ module: RoutesModule }, {});
    port = Number(new URL(await app.listen(0, '127.0.0.1')).port);
  }
  beforeEach(open);

  async function asks(path: string): Promise<Socket> {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    socket.write(`GET ${path} HTTP/1.1\r\nhost: door\r\n\r\n`);
    await pause(200);
    return socket;
  }

  /** How long closing took, in milliseconds. */
  async function closing(): Promise<number> {
    const since = Date.now();
    await app.close();
    return Date.now() - since;
  }

  it.each([['/slow', 's', 1], ['/much', 'x', PIECES * PIECE.length]])('answers to the last byte whoever is asking, and waits for no connection that is kept alive after it: %s', async (path, letter, count) => {
    const socket = await asks(path);
    const closed = closing();
    await pause(300);
    let answer = '';
    socket.on('data', (chunk) => (answer += String(chunk)));
    await once(socket, 'end');
    const ended = Date.now();
    await closed;
    expect(Date.now() - ended).toBeLessThan(5_000);
    expect(answer.slice(answer.indexOf('\r\n\r\n')).split(letter)).toHaveLength(count + 1);
  });

  it('waits for nobody who asks nothing, and not for ever for those who do not read their answers', async () => {
    const silent = connect(port, '127.0.0.1');
    await once(silent, 'connect');
    expect(await closing()).toBeLessThan(5_000);
    await open();
    const unread = await asks('/much');
    const took = await closing();
    expect([took > 5_000, took < 20_000]).toEqual([true, true]);
    unread.destroy();
  });
});
