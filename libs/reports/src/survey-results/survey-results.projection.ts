import type { ContactAttempted, ContactAttemptVoided } from '@fieldledger/contacts';
import type { Projection } from '@fieldledger/kernel';
import { beside } from '../report.js';
import { voterKey } from '../voter-key.js';

type Key = { attemptId: string };

type Answered = {
  standing: boolean;
  voter: string | null;
  campaignId: string | null;
  attemptedAt: string | null;
  position: string | null;
  answers: readonly string[];
};

export const surveyResults: Projection<ContactAttempted | ContactAttemptVoided, Key, Answered> = {
  name: 'survey_results',
  version: 1,
  table: beside(import.meta.url, './survey-results.table.sql'),
  keyColumns: ['attemptId'],
  key: ({ data }) => ({ attemptId: data.attemptId }),
  initial: { standing: false, voter: null, campaignId: null, attemptedAt: null, position: null, answers: [] },
  fold: {
    ContactAttempted: (row, { data, position }) => {
      const answers = (data.responses ?? [])
        .filter(({ type }) => type === 'SurveyResponse')
        .map(({ surveyQuestionId, surveyResponseId }) => `${surveyQuestionId}=${surveyResponseId}`);
      const before = row.voter !== null;
      if (answers.length === 0 && !before) return null;
      return { standing: true, voter: voterKey(data.voter), campaignId: data.campaignId, attemptedAt: data.attemptedAt, position, answers };
    },
    ContactAttemptVoided: (row) => (row.voter === null ? null : { ...row, standing: false }),
  },
};
