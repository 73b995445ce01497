import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { Controller, Get, Header, Inject, Module, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Asked, findable, Needs, RequestMeta, Tells } from '@fieldledger/http';
import { Rejection, type Meta } from '@fieldledger/kernel';
import { LEDGER, type Ledger } from '@fieldledger/ledger';

const [USUAL_LIMIT, MOST] = [1_000, 10_000];
const TAKES_GZIP = /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/i;
const compressed = promisify(gzip);

/** The organization's ledger as C2SP tlog-tiles lays it out, and what a verifier asks for besides (`libs/ledger/FORMAT.md`). */
@Controller('ledger')
@Needs('audit')
export class LedgerController {
  constructor(@Inject(LEDGER) private readonly ledger: Ledger) {}

  /** The newest signed head. @throws Rejection `checkpoint-missing` before the first */
  @Get('checkpoint')
  @Header('content-type', 'text/plain; charset=utf-8')
  async checkpoint(@RequestMeta() { organization }: Meta): Promise<string> {
    return (await this.ledger.checkpoint(organization)) ?? unsigned();
  }

  /** Every head that was published, in order of size: JSON lines, each a JSON string; `after` a size, at most `limit` (1 to 10,000). Where there may be more, `x-next` is asked for as `after`. */
  @Get('checkpoints')
  @Header('content-type', 'application/jsonl; charset=utf-8')
  @Tells({ 'x-next': 'The last size, where there may be more: they are asked for with it as `after`.' })
  async checkpoints(@Asked({ name: 'after', schema: { type: 'integer', minimum: 0 } }, { name: 'limit', schema: { type: 'integer', minimum: 1, maximum: MOST } }) { after = '0', limit = String(USUAL_LIMIT) }: Record<string, string | undefined>, @RequestMeta() { organization }: Meta, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    if (!/^\d{1,15}$/.test(after) || !/^\d{1,5}$/.test(limit) || Number(limit) < 1 || Number(limit) > MOST) throw new Rejection('invalid', 'invalid-limit', 'after is a size, limit a number from 1 to 10,000.');
    const found = await this.ledger.checkpoints(organization, Number(after), Number.MAX_SAFE_INTEGER, Number(limit));
    if (found.length === Number(limit)) reply.header('x-next', found.at(-1)!.size);
    return found.map(({ checkpoint }) => `${JSON.stringify(checkpoint)}\n`).join('');
  }

  /** The keys that sign, as vkeys, a line each: the one that signs now first. @throws Rejection `checkpoint-missing` before the first */
  @Get('keys')
  @Header('content-type', 'text/plain; charset=utf-8')
  async keys(@RequestMeta() { organization }: Meta): Promise<string> {
    return (await this.ledger.keys(organization)) || unsigned();
  }

  /** A tile of hashes or a bundle of entries, which never changes; entries shrink to a fifth. @throws Rejection `tile-missing` */
  @Get('tile/*')
  @Header('content-type', 'application/octet-stream')
  async tile(@Req() { url, headers }: FastifyRequest, @RequestMeta() { organization }: Meta, @Res({ passthrough: true }) reply: FastifyReply): Promise<Buffer> {
    const path = url.slice(url.indexOf('tile/')).replace(/\?.*$/s, '');
    const tile = (await this.ledger.tile(organization, path)) ?? missing('tile-missing', 'There is no such tile in the newest checkpoint. Their names follow from its size, as C2SP tlog-tiles says.');
    // Not declared above the method: a tile that is not there yet must be asked for again.
    reply.header('cache-control', 'private, max-age=31536000, immutable');
    if (!path.startsWith('tile/entries/')) return tile;
    reply.header('vary', 'accept-encoding');
    if (!TAKES_GZIP.test(String(headers['accept-encoding']))) return tile;
    reply.header('content-encoding', 'gzip');
    return compressed(tile, { level: 1 });
  }

  /** A receipt for the event at a position that can be checked off line (C2SP tlog-proof). @throws Rejection `proof-missing`, `invalid-unicode` */
  @Get('proofs/:position')
  @Header('content-type', 'text/plain; charset=utf-8')
  async proof(@Param('position') position: string, @RequestMeta() { organization }: Meta): Promise<string> {
    return (await this.ledger.proof(organization, findable('position', position))) ?? missing('proof-missing', 'No event of this organization at this position is in a checkpoint yet. One that was just recorded is within seconds.');
  }
}

const missing = (slug: string, message: string): never => {
  throw new Rejection('missing', slug, message);
};

const unsigned = (): never => missing('checkpoint-missing', 'Nothing of this organization is signed yet. A checkpoint follows within seconds of the first event.');

@Module({ controllers: [LedgerController] })
export class LedgerModule {}
