import { ATTEMPT_EXAMPLES } from '@fieldledger/contacts';
import { rowsOf } from '@fieldledger/testing';
import { surveyResults } from './survey-results.projection.js';

const { ContactAttempted: attempted, ContactAttemptVoided: voided } = ATTEMPT_EXAMPLES;
const silent = { ...attempted, data: { ...attempted.data, responses: [{ type: 'ActivistCode' as const, activistCodeId: 1, action: 'Apply' as const }] } };

describe('survey results', () => {
  it('keep the answers of an attempt, and leave activist codes to others', async () => {
    expect(await rowsOf(surveyResults, [attempted])).toEqual([
      {
        attemptId: attempted.data.attemptId, standing: true, voter: 'van/OH.myvoters/1044321', campaignId: 'columbus-2026', attemptedAt: '2026-10-03T21:14:05.000Z',
        position: '0000000000000001', answers: ['109149=465468'], person: null, same: null,
      },
    ]);
  });

  it('have no row for an attempt without answers', async () => {
    expect(await rowsOf(surveyResults, [silent])).toEqual([]);
  });

  it('count voided answers no more, also when the attempt that replaces it has none', async () => {
    expect(await rowsOf(surveyResults, [attempted, voided])).toMatchObject([{ standing: false }]);
    expect(await rowsOf(surveyResults, [attempted, voided, silent])).toMatchObject([{ standing: false }]);
    expect(await rowsOf(surveyResults, [attempted, voided, attempted])).toMatchObject([{ standing: true, position: '0000000000000003' }]);
  });

  it('keep conflicting answers of a voter side by side, each with its moment, for the latest to hold', async () => {
    const answer = (attemptId: string, surveyResponseId: number, attemptedAt: string) => ({
      ...attempted, data: { ...attempted.data, attemptId, attemptedAt, responses: [{ type: 'SurveyResponse' as const, surveyQuestionId: 7, surveyResponseId }] },
    });
    const [first, second] = ['0d8f4b9e-57a4-4f0e-9d2f-1f6c8a3b7e11', '0d8f4b9e-57a4-4f0e-9d2f-1f6c8a3b7e12'];
    // The later answer was recorded first: from a phone that was offline.
    const rows = await rowsOf(surveyResults, [answer(second, 101, '2026-10-04T10:00:00.000Z'), answer(first, 100, '2026-10-03T10:00:00.000Z')]);
    expect(rows.map(({ voter, attemptedAt, answers }) => [voter, attemptedAt, answers])).toEqual([
      ['van/OH.myvoters/1044321', '2026-10-04T10:00:00.000Z', ['7=101']], ['van/OH.myvoters/1044321', '2026-10-03T10:00:00.000Z', ['7=100']],
    ]);
  });
});
