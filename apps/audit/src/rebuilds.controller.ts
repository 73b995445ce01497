import { Body, Controller, Delete, Get, HttpCode, Inject, Module, Param, Post } from '@nestjs/common';
import { IsString } from 'class-validator';
import { AnswersWith, ID, INSTANT, listOf, Needs, oneOf, RequestMeta, schemaOf, TEXT, TRUTH, ValidBody, WHOLE } from '@fieldledger/http';
import { Rejection, type Meta } from '@fieldledger/kernel';
import type { Comparison, Difference, PostgresRebuilds, RebuildStatus } from '@fieldledger/read-store';
import { REPORTS } from '@fieldledger/reports';
import { CANCELLED, type Cancelled } from './cancelled.js';

/** Under this name an app provides its rebuilds. */
export const REBUILDS = Symbol('Rebuilds');

/** A report to fold afresh. */
export class RebuildReport {
  /** As in its address. */
  @IsString() report!: string;
}

const row = { type: ['object', 'null'] };
const difference = schemaOf<Difference>({
  key: { type: 'object' }, columns: listOf(TEXT), 'live?': row, 'rebuilt?': row, 'again?': TRUTH,
  events: listOf(schemaOf<Difference['events'][number]>({ position: TEXT, id: TEXT, type: TEXT })),
});
const comparison = schemaOf<Comparison>({ projection: TEXT, version: WHOLE, position: TEXT, rows: WHOLE, digest: TEXT, equal: TRUTH, differing: WHOLE, differences: listOf(difference) });
const status = schemaOf<RebuildStatus>({
  id: ID, report: TEXT, state: oneOf('waiting', 'folding', 'comparing', 'finished', 'cancelled', 'failed'), 'projection?': TEXT, position: TEXT, of: TEXT, startedAt: INSTANT, 'error?': TEXT,
  'equal?': TRUTH, 'tables?': listOf(comparison),
});

/** Folds a report's tables afresh for this organization, and compares them with the live ones row by row; nothing is changed. */
@Controller('rebuilds')
@Needs('audit')
export class RebuildsController {
  constructor(@Inject(REBUILDS) private readonly rebuilds: Pick<PostgresRebuilds, 'start' | 'status' | 'cancel'>) {}

  /** @throws Rejection `report-unknown`, naming what there is; Unavailable `overloaded` */
  @Post()
  @AnswersWith({ name: 'RebuildBegun', schema: schemaOf<{ id: string; report: string }>({ id: ID, report: TEXT }) })
  @HttpCode(202)
  start(@Body(ValidBody) { report: name }: RebuildReport, @RequestMeta() { organization }: Meta): { readonly id: string; readonly report: string } {
    const report = REPORTS.find((it) => it.name === name);
    if (!report) throw new Rejection('invalid', 'report-unknown', `There is no such report. There are: ${REPORTS.map((it) => it.name).join(', ')}.`);
    return { id: this.rebuilds.start(organization, report.name, [report.projection, ...(report.alsoAsks ?? [])]), report: report.name };
  }

  /** How far it has come; in the end whether all is equal, and which rows are not. @throws Rejection `rebuild-missing` */
  @Get(':id')
  @AnswersWith({ name: 'RebuildStatus', schema: status })
  status(@Param('id') id: string, @RequestMeta() { organization }: Meta): RebuildStatus {
    const status = this.rebuilds.status(organization, id);
    if (!status) throw missing();
    return status;
  }

  /** @throws Rejection `rebuild-missing` */
  @Delete(':id')
  @AnswersWith(CANCELLED)
  @HttpCode(200)
  async cancel(@Param('id') id: string, @RequestMeta() { organization }: Meta): Promise<Cancelled> {
    if (!(await this.rebuilds.cancel(organization, id))) throw missing();
    return { id, cancelled: true };
  }
}

const missing = () => new Rejection('missing', 'rebuild-missing', 'This organization has no such rebuild under way. What is over is told of until the server starts again.');

@Module({ controllers: [RebuildsController] })
export class RebuildsModule {}
