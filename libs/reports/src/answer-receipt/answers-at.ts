import { applyDecorators, Controller, UseGuards, UseInterceptors } from '@nestjs/common';
import { AnswersWith, listOf, Needs, objectOf, TEXT, WHOLE } from '@fieldledger/http';
import type { Columns } from '../columns.js';
import { FormatAsked } from '../format-asked.js';
import { MOMENT_HEADERS } from '../send.js';
import { SignAnswers } from './sign-answers.js';

/** What a report answers: a `ReportAnswer`, and what it has besides. */
interface Said {
  /** Of the schema, in the OpenAPI document. */
  readonly name: string;
  /** What every row has. */
  readonly rows: Columns;
  /** What rows have at times: the groups that were asked for, or names for whoever may see them. */
  readonly atTimes?: Columns;
  /** Without them they are those of the rows. */
  readonly totals?: Columns;
  /** Members beside rows and totals; one with a question mark behind its name may be absent. */
  readonly besides?: Columns;
  /** Media types besides JSON and CSV. */
  readonly formats?: readonly string[];
}

const REFLECTS = objectOf({ position: TEXT, moment: TEXT, 'asOf?': TEXT, 'occurredUntil?': TEXT, 'note?': TEXT });

/** What a list of at most so many rows has besides. */
export const NEXT: Columns = { next: { type: ['string', 'null'], description: 'Where there are more rows: they are asked for with this as `after`.' } };

const absentAtTimes = (columns: Columns = {}): Columns => Object.fromEntries(Object.entries(columns).map(([name, schema]) => [`${name}?`, schema]));

/** As a report answers: in JSON, as CSV by `format=csv`, and in what is named besides. */
export function AnswersAsReport({ name, rows, atTimes, totals = rows, besides, formats = [] }: Said) {
  const schema = objectOf({ report: TEXT, version: WHOLE, reflects: REFLECTS, rows: listOf(objectOf({ ...absentAtTimes(atTimes), ...rows })), totals: objectOf(totals), ...besides });
  return AnswersWith({ name, schema, besides: ['text/csv', ...formats], headers: { ...MOMENT_HEADERS, 'x-receipt': 'The signed receipt of this answer, in base64.' } });
}

/** The door of a report, by its name: below `/reports/`, for whoever may read, and with a receipt for each answer. */
export const AnswersAt = (name: string) => applyDecorators(Controller(`reports/${name}`), Needs('read'), UseGuards(FormatAsked), UseInterceptors(SignAnswers));
