import { EMPTY_ROOT, parseCheckpoint, verifyConsistency } from '@fieldledger/verifier';
import { createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

const NAME = 'witness.example';
const KEY = createPrivateKey({ key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), Buffer.alloc(32, 9)]), format: 'der', type: 'pkcs8' });
const RAW = Buffer.concat([Buffer.from([4]), createPublicKey(KEY).export({ format: 'der', type: 'spki' }).subarray(12)]);
const ID = createHash('sha256').update(`${NAME}\n`).update(RAW).digest().subarray(0, 4);

/** A witness (C2SP tlog-witness) that takes its time, signs what follows on what it saw, and remembers every head that it was shown. */
export class SlowWitness {
  static async start(sleepMs: () => number): Promise<SlowWitness> {
    const witness = new SlowWitness(sleepMs);
    await new Promise<void>((listening) => witness.server.listen(0, '127.0.0.1', listening));
    return witness;
  }

  /** The checkpoints that it was shown: signed, perhaps never published. */
  readonly shown: string[] = [];
  /** What it answers in place of a signature, where a spec says so. */
  refusal: number | undefined;
  /** The moment under its signature, in seconds since 1970. */
  moment = 1_700_000_000n;
  /** Under whose name and id it answers. */
  signsAs = { name: NAME, id: ID };
  readonly followed = new Map<string, { readonly size: number; readonly root: Buffer }>();
  private readonly server: Server;
  private readonly showing = new EventEmitter();

  private constructor(sleepMs: () => number) {
    this.server = createServer((request, response) => {
      let body = '';
      request.on('error', () => undefined).on('data', (chunk) => (body += String(chunk))).on('end', () => void this.answer(body, sleepMs()).then(({ status, text }) => response.writeHead(status).end(text)));
    });
  }

  get vkey(): string {
    return `${NAME}+${ID.toString('hex')}+${RAW.toString('base64')}`;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** When it is shown a head the next time. */
  isShown(): Promise<unknown> {
    return once(this.showing, 'shown');
  }

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  private async answer(body: string, sleepMs: number): Promise<{ readonly status: number; readonly text: string }> {
    const checkpoint = body.slice(body.indexOf('\n\n') + 2);
    const text = `${checkpoint.split('\n\n')[0]}\n`;
    this.shown.push(checkpoint);
    this.showing.emit('shown');
    const { origin, size, root } = parseCheckpoint(text);
    const known = this.followed.get(origin) ?? { size: 0, root: EMPTY_ROOT };
    const [old, ...proof] = body.slice(0, body.indexOf('\n\n')).split('\n');
    await pause(sleepMs);
    if (this.refusal !== undefined) return { status: this.refusal, text: this.refusal < 500 ? 'no' : '' };
    if (old !== `old ${known.size}`) return { status: 409, text: `${known.size}\n` };
    if (!verifyConsistency(known.size, known.root, size, root, proof.map((line) => Buffer.from(line, 'base64')))) return { status: 422, text: 'This does not follow.' };
    this.followed.set(origin, { size, root });
    const time = Buffer.alloc(8);
    time.writeBigUInt64BE(this.moment);
    const signature = sign(null, Buffer.from(`cosignature/v1\ntime ${this.moment}\n${text}`), KEY);
    return { status: 200, text: `\u2014 ${this.signsAs.name} ${Buffer.concat([this.signsAs.id, time, signature]).toString('base64')}\n` };
  }
}
