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
        position: '0000000000000001', answers: ['109149=465468'],
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
});
