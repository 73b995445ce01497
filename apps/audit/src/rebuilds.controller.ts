import { Body, Controller, Delete, Get, HttpCode, Inject, Module, Param, Post } from '@nestjs/common';
import { IsString } from 'class-validator';
import { Needs, RequestMeta, ValidBody } from '@fieldledger/http';
import { Rejection, type Meta } from '@fieldledger/kernel';
import type { PostgresRebuilds, RebuildStatus } from '@fieldledger/read-store';
import { REPORTS } from '@fieldledger/reports';

/** Under this name an app provides its rebuilds. */
export const REBUILDS = Symbol('Rebuilds');

/** A report to fold afresh. */
export class RebuildReport {
  /** As in its address. */
  @IsString() report!: string;
}

/** Folds a report's tables afresh for this organization, and compares them with the live ones row by row; nothing is changed. */
@Controller('rebuilds')
@Needs('audit')
export class RebuildsController {
  constructor(@Inject(REBUILDS) private readonly rebuilds: Pick<PostgresRebuilds, 'start' | 'status' | 'cancel'>) {}

  /** @throws Rejection `report-unknown`, naming what there is; Unavailable `overloaded` */
  @Post()
  @HttpCode(202)
  start(@Body(ValidBody) { report: name }: RebuildReport, @RequestMeta() { organization }: Meta): { readonly id: string; readonly report: string } {
    const report = REPORTS.find((it) => it.name === name);
    if (!report) throw new Rejection('invalid', 'report-unknown', `There is no such report. There are: ${REPORTS.map((it) => it.name).join(', ')}.`);
    return { id: this.rebuilds.start(organization, report.name, [report.projection, ...(report.alsoAsks ?? [])]), report: report.name };
  }

  /** How far it has come; in the end whether all is equal, and which rows are not. @throws Rejection `rebuild-missing` */
  @Get(':id')
  status(@Param('id') id: string, @RequestMeta() { organization }: Meta): RebuildStatus {
    const status = this.rebuilds.status(organization, id);
    if (!status) throw missing();
    return status;
  }

  /** @throws Rejection `rebuild-missing` */
  @Delete(':id')
  @HttpCode(200)
  async cancel(@Param('id') id: string, @RequestMeta() { organization }: Meta) {
    if (!(await this.rebuilds.cancel(organization, id))) throw missing();
    return { id, cancelled: true };
  }
}

const missing = () => new Rejection('missing', 'rebuild-missing', 'This organization has no such rebuild under way. What is over is told of until the server starts again.');

@Module({ controllers: [RebuildsController] })
export class RebuildsModule {}
