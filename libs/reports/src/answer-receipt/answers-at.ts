import { applyDecorators, Controller, UseInterceptors } from '@nestjs/common';
import { Needs } from '@fieldledger/http';
import { SignAnswers } from './sign-answers.js';

/** The door of a report, by its name: below `/reports/`, for whoever may read, and with a receipt for each answer. */
export const AnswersAt = (name: string) => applyDecorators(Controller(`reports/${name}`), Needs('read'), UseInterceptors(SignAnswers));
