import { ATTEMPT_EXAMPLES, CONSENT_EXAMPLES } from '@fieldledger/contacts';
import { rowsOf } from '@fieldledger/testing';
import { voterHistory } from './voter-history.projection.js';

describe("a voter's history", () => {
  it('leaves nothing out, voided attempts included', async () => {
    const facts = [...Object.values(ATTEMPT_EXAMPLES), ...Object.values(CONSENT_EXAMPLES)];
    const rows = await rowsOf(voterHistory, facts);
    expect(rows.map(({ type, detail }) => [type, detail])).toEqual([
      ['ContactAttempted', null], ['ContactDeliveryReported', 'undelivered 30005'], ['ContactAttemptVoided', 'wrong-voter'],
      ['DoNotContactRequested', 'phone text'], ['DoNotContactWithdrawn', null], ['ContactPlanned', null],
    ]);
  });

  it('says whose each moment is; a delivery names only its attempt', async () => {
    const rows = await rowsOf(voterHistory, Object.values(ATTEMPT_EXAMPLES));
    expect(rows.map(({ voter }) => voter)).toEqual(['van/OH.myvoters/1044321', null, 'van/OH.myvoters/1044321']);
    expect(new Set(rows.map(({ attemptId }) => attemptId)).size).toBe(1);
  });

  it('shows what we noticed of an attempt, and under which place in the log each moment stands', async () => {
    const [flagged, told] = [{ ...ATTEMPT_EXAMPLES.ContactAttempted, data: { ...ATTEMPT_EXAMPLES.ContactAttempted.data, flags: ['do-not-contact' as const] } }, ATTEMPT_EXAMPLES.ContactDeliveryReported];
    expect(await rowsOf(voterHistory, [flagged, told])).toMatchObject([{ flags: ['do-not-contact'], position: '0000000000000001', result: 'Canvassed', contactType: 'Walk' }, { flags: [], position: '0000000000000002', result: null }]);
  });
});
