import { applyDecorators, Controller, UseInterceptors } from '@nestjs/common';
import { AnswersWith, listOf, Needs, TEXT, WHOLE } from '@fieldledger/http';
import { MOMENT_HEADERS } from '../send.js';
import { SignAnswers } from './sign-answers.js';

/** A `ReportAnswer`, to which most reports add members. */
const schema = {
  type: 'object', required: ['report', 'version', 'reflects', 'rows', 'totals'],
  properties: {
    report: TEXT, version: WHOLE,
    reflects: { type: 'object', required: ['position', 'moment'], properties: { position: TEXT, moment: TEXT, asOf: TEXT, occurredUntil: TEXT, note: TEXT } },
    rows: listOf({ type: 'object' }),
    totals: { type: 'object' },
    next: { type: ['string', 'null'], description: 'Where there are more rows: they are asked for with this as `after`.' },
  },
};

/** As a report answers: in JSON, as CSV by `format=csv`, and in what is named besides. */
export const AnswersAsReport = (...besides: readonly string[]) => AnswersWith({ name: 'ReportAnswer', schema, besides: ['text/csv', ...besides], headers: { ...MOMENT_HEADERS, 'x-receipt': 'The signed receipt of this answer, in base64.' } });

/** The door of a report, by its name: below `/reports/`, for whoever may read, and with a receipt for each answer. */
export const AnswersAt = (name: string) => applyDecorators(Controller(`reports/${name}`), Needs('read'), AnswersAsReport(), UseInterceptors(SignAnswers));
