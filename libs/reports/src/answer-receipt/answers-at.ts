import { applyDecorators, Controller, UseInterceptors } from '@nestjs/common';
import { AnswersWith, Needs } from '@fieldledger/http';
import { SignAnswers } from './sign-answers.js';

const text = { type: 'string' };

/** A `ReportAnswer`, to which most reports add members. */
const schema = {
  type: 'object', required: ['report', 'version', 'reflects', 'rows', 'totals'],
  properties: {
    report: text, version: { type: 'integer' },
    reflects: { type: 'object', required: ['position', 'moment'], properties: { position: text, moment: text, asOf: text, occurredUntil: text, note: text } },
    rows: { type: 'array', items: { type: 'object' } },
    totals: { type: 'object' },
    next: { type: ['string', 'null'], description: 'Where there are more rows: they are asked for with this as `after`.' },
  },
};

/** As a report answers: in JSON, as CSV by `format=csv`, and in what is named besides. */
export const AnswersAsReport = (...besides: readonly string[]) => AnswersWith({ name: 'ReportAnswer', schema, besides: ['text/csv', ...besides] });

/** The door of a report, by its name: below `/reports/`, for whoever may read, and with a receipt for each answer. */
export const AnswersAt = (name: string) => applyDecorators(Controller(`reports/${name}`), Needs('read'), AnswersAsReport(), UseInterceptors(SignAnswers));
