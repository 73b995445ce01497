import { Module, type DynamicModule } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import type { Report } from './report.js';

/** Mounts every report's route and query. The app provides READ_STORE, noted by TablesAsked, and ANSWER_SIGNER. */
@Module({})
export class ReportsModule {
  static of(reports: readonly Report[]): DynamicModule {
    return {
      module: ReportsModule,
      imports: [CqrsModule],
      controllers: reports.map(({ controller }) => controller),
      // Some reports ask the same question.
      providers: [...new Set(reports.flatMap(({ handlers }) => handlers))],
    };
  }
}
