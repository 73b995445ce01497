import { Readable } from 'node:stream';
import { Controller, Get, Header, HttpCode, Inject, Module, Param, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { AnswersWith, Asked, CountedFile, ID, listOf, MustBeAskedWith, Needs, oneOf, RequestMeta, schemaOf, TEXT, WHOLE } from '@fieldledger/http';
import { Rejection, type Meta } from '@fieldledger/kernel';
import { EVENTS_IN_FILE } from '@fieldledger/ledger';
import { Exports, EXPORTS, type ReadyExport, type UnreadyExport } from './exports.js';

const ready = schemaOf<ReadyExport>({ exportId: ID, state: oneOf('ready'), size: WHOLE, files: listOf(TEXT) });
const unready = schemaOf<UnreadyExport>({ exportId: ID, state: oneOf('waiting', 'making', 'failed', 'cancelled'), 'projection?': TEXT, rowsWritten: WHOLE, 'error?': TEXT });

/** The organization's ledger to take home: a bundle as `libs/ledger/FORMAT.md` says, fetched file by file. */
@Controller('exports')
@Needs('audit')
export class ExportsController {
  constructor(@Inject(EXPORTS) private readonly exports: Exports) {}

  /** Begins to make what is not served already. */
  @Post()
  @AnswersWith({ name: 'ExportBegun', schema: schemaOf<{ exportId: string }>({ exportId: ID }) })
  @HttpCode(202)
  begin(@RequestMeta() { organization }: Meta): { readonly exportId: string } {
    return { exportId: this.exports.begin(organization) };
  }

  /** How far it has come, and once it is ready what is in it. @throws Rejection `export-missing` */
  @Get(':exportId')
  @AnswersWith({ name: 'ExportStatus', schema: { oneOf: [ready, unready] } })
  find(@Param('exportId') exportId: string, @RequestMeta() { organization }: Meta): Promise<ReadyExport | UnreadyExport> {
    return this.exports.find(organization, exportId);
  }

  /** One of its files. @throws Rejection `export-missing`, `file-missing` */
  @Get(':exportId/files/*')
  @Header('content-type', 'application/octet-stream')
  async file(@Param('exportId') exportId: string, @Req() { url }: FastifyRequest, @RequestMeta() { organization }: Meta): Promise<CountedFile> {
    const path = decodeURI(url.slice(url.indexOf('/files/') + '/files/'.length).replace(/\?.*$/s, ''));
    const { file, bytes } = await this.exports.file(organization, exportId, path);
    return new CountedFile(file, bytes);
  }

  /** The payloads of 65,536 events from `first` on, a line each. @throws Rejection `export-missing`, `invalid-first` */
  @Get(':exportId/events')
  @Header('content-type', 'application/jsonl')
  @MustBeAskedWith('first')
  async events(@Param('exportId') exportId: string, @Asked({ name: 'first', schema: { type: 'integer', minimum: 0, multipleOf: EVENTS_IN_FILE } }) { first }: Record<string, string | undefined>, @RequestMeta() { organization }: Meta): Promise<CountedFile> {
    const { size } = await this.exports.ready(organization, exportId);
    const from = Number(first);
    if (!/^\d{1,15}$/.test(first ?? '') || from % EVENTS_IN_FILE !== 0 || from >= size) throw new Rejection('invalid', 'invalid-first', `first is a multiple of 65536 below ${size}.`);
    return new CountedFile(Readable.from(this.exports.payloads(organization, from, size)), Math.min(EVENTS_IN_FILE, size - from));
  }
}

@Module({ controllers: [ExportsController] })
export class ExportsModule {}
