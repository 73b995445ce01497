import type { Attempt, ContactAttempted, ContactAttemptVoided } from '@fieldledger/contacts';
import { personKey } from '@fieldledger/http';
import type { Projection } from '@fieldledger/kernel';
import type { PersonsLinked, PersonsUnlinked } from '@fieldledger/people';
import { beside } from '../report.js';
import { linkFolds, linkKey, type LinkRow } from '../link-rows.js';

type Key = { attemptId: string };

type Answered = LinkRow & {
  standing: boolean;
  voter: string | null;
  campaignId: string | null;
  attemptedAt: string | null;
  position: string | null;
  answers: readonly string[];
};

export const surveyResults: Projection<ContactAttempted | ContactAttemptVoided | PersonsLinked | PersonsUnlinked, Key, Answered> = {
  name: 'survey_results',
  version: 2,
  table: beside(import.meta.url, './survey-results.table.sql'),
  keyColumns: ['attemptId'],
  // An attempt without answers opens no row; one that replaces a voided attempt leaves that row voided, as it should be.
  key: ({ data }) => ('linkId' in data ? linkKey(data) : answersOf(data).length > 0 ? { attemptId: data.attemptId } : null),
  initial: { standing: false, voter: null, campaignId: null, attemptedAt: null, position: null, answers: [], person: null, same: null },
  fold: {
    ContactAttempted: (_row, { data, position }) => ({
      standing: true, voter: personKey(data.voter), campaignId: data.campaignId, attemptedAt: data.attemptedAt, position, answers: answersOf(data), person: null, same: null,
    }),
    ContactAttemptVoided: (row) => ({ ...row, standing: false }),
    ...linkFolds,
  },
};

function answersOf({ responses = [] }: Attempt): string[] {
  return responses
    .filter(({ type }) => type === 'SurveyResponse')
    .map(({ surveyQuestionId, surveyResponseId }) => `${surveyQuestionId}=${surveyResponseId}`);
}
