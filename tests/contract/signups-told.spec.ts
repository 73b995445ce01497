import type { Event, Row } from '@fieldledger/kernel';
import { PROJECTIONS } from '@fieldledger/reports';
import { rowsOf } from '@fieldledger/testing';
import { SIGNUP_EXAMPLES } from '@fieldledger/volunteering';

const signups = PROJECTIONS.find(({ name }) => name === 'signups')!;
const { SignupScheduled: scheduled, SignupConfirmed: confirmed, SignupMessageLeft: messageLeft, SignupStepVoided: voided, SignupSighted: sighted } = SIGNUP_EXAMPLES;
const rowOf = async (...facts: readonly Event[]): Promise<Row> => (await rowsOf(signups, facts))[0]!;

describe('what is told of a signup', () => {
  it('is kept by kind and id: an amendment may have the id of the step that it brings', async () => {
    const id = messageLeft.data.stepId;
    const amended = [{ ...voided, data: { ...voided.data, correctionId: id, stepId: confirmed.data.stepId } }, messageLeft];
    for (const facts of [[scheduled, confirmed, ...amended], [...amended.toReversed(), confirmed, scheduled]]) {
      expect(await rowOf(...facts)).toMatchObject({ status: 'scheduled', confirmations: 0, messages: 1 });
    }
    const { attended: _attended, confirmations: _confirmations, ...seen } = sighted.data;
    expect(await rowOf(scheduled, confirmed, { ...sighted, data: { ...seen, sightingId: confirmed.data.stepId, status: 'scheduled' } })).toMatchObject({ confirmations: 1 });
  });
});
