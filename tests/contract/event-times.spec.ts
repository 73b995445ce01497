import { attemptDecider, codesDecider, CONTACT_EVENT_TIMES, consentDecider, rollbackDecider } from '@fieldledger/contacts';
import { committeesDecider, contributionDecider, CONTRIBUTION_EXAMPLES, DONATION_EVENT_TIMES, filingDecider, pledgeDecider, seriesDecider } from '@fieldledger/donations';
import { EVENT_TIMES } from '@fieldledger/audit';
import type { Fact } from '@fieldledger/kernel';
import { erasureDecider, linkDecider, PEOPLE_EVENT_TIMES } from '@fieldledger/people';
import { ReplayReader } from '@fieldledger/read-store';
import { knock, MemoryEventLog } from '@fieldledger/testing';
import { shiftDecider, signupDecider, volunteerEventDecider, VOLUNTEERING_EVENT_TIMES } from '@fieldledger/volunteering';

const deciders = [attemptDecider, consentDecider, codesDecider, rollbackDecider, contributionDecider, filingDecider, committeesDecider, seriesDecider, pledgeDecider, volunteerEventDecider, shiftDecider, signupDecider, linkDecider, erasureDecider];
const TYPES = deciders.flatMap(({ versions }) => Object.keys(versions));

describe('when what events tell of happened', () => {
  it('is said of events that there are, each by its own domain', () => {
    const said = [CONTACT_EVENT_TIMES, DONATION_EVENT_TIMES, VOLUNTEERING_EVENT_TIMES, PEOPLE_EVENT_TIMES].flatMap(({ at }) => Object.keys(at));
    expect(said.filter((type) => !TYPES.includes(type))).toEqual([]);
    expect(new Set(said).size).toBe(said.length);
    expect(Object.keys(EVENT_TIMES.at).sort()).toEqual([...said].sort());
  });

  const fact = (type: string, data: object, occurredAt = '2026-11-20T00:00:00.000Z') => ({ type, data, occurredAt }) as unknown as Fact;
  const timeOf = (event: Fact) => EVENT_TIMES.at[event.type]!(event);

  it.each([
    ['a void belongs to when the attempt was made', fact('ContactAttemptVoided', { attemptedAt: '2026-10-30T18:00:00Z' }), '2026-10-30T18:00:00Z'],
    ['an amended gift to its day', fact('ContributionAmended', { receivedOn: '2026-10-30' }), '2026-10-30T00:00:00.000Z'],
    ['an amended gift to its time, where that is of the day', fact('ContributionAmended', { receivedOn: '2026-10-30', receivedAt: '2026-10-31T03:00:00Z' }), '2026-10-31T03:00:00Z'],
    ['a gift whose day was amended not to the time it had', fact('ContributionAmended', { receivedOn: '2026-10-30', receivedAt: '2026-09-01T12:00:00Z' }), '2026-10-30T00:00:00.000Z'],
    ['a withdrawal to any time', fact('ContributionWithdrawn', {}), null],
    ['a shift was planned before it began', fact('ShiftPlanned', { startsAt: '2026-10-30T18:00:00Z' }), '2026-10-30T18:00:00Z'],
    ['a shift to come was planned when that was told', fact('ShiftPlanned', { startsAt: '2026-12-30T18:00:00Z' }), '2026-11-20T00:00:00.000Z'],
    ['a void belongs to when the step was', fact('SignupStepVoided', { stepAt: '2026-10-30T18:00:00Z' }), '2026-10-30T18:00:00Z'],
    ['a void of a step that nobody told of to any time', fact('SignupStepVoided', {}), null],
    ['who is seen to have come, came by the end of the shift', fact('SignupSighted', { status: 'confirmed', attended: true, signedUpAt: '2026-10-01T00:00:00Z', endsAt: '2026-10-30T21:00:00Z' }), '2026-10-30T21:00:00Z'],
    ['who is seen to have come, without a word of when, came by the end of the shift that was known', fact('SignupSighted', { status: 'completed', shiftEndsAt: '2026-10-30T21:00:00Z' }), '2026-10-30T21:00:00Z'],
    ['who is seen to be signed up, was so since then', fact('SignupSighted', { status: 'scheduled', signedUpAt: '2026-10-01T00:00:00Z' }), '2026-10-01T00:00:00Z'],
    ['a system says itself when it changed', fact('SignupSighted', { status: 'scheduled', asOf: '2026-10-02T00:00:00Z' }), '2026-10-02T00:00:00Z'],
    ['a link holds for any time', fact('PersonsLinked', {}), null],
  ])('%s', (_, event, time) => expect(timeOf(event)).toBe(time));

  it('takes a gift out that an amendment moved to after it, and lets refunds have their own day', async () => {
    const log = new MemoryEventLog();
    const { data } = CONTRIBUTION_EXAMPLES.ContributionReceived;
    const { receivedAt: _at, ...gift } = data;
    const told = [
      ['ContributionReceived', { ...gift, receivedOn: '2026-10-30' }, '2026-10-30T00:00:00.000Z'],
      ['ContributionAmended', { ...gift, receivedOn: '2026-11-02', amendmentId: 'a', changed: ['receivedOn'] }, '2026-11-05T00:00:00.000Z'],
      ['ContributionRefunded', { contributionId: data.contributionId, refundedOn: '2026-11-03' }, '2026-11-03T00:00:00.000Z'],
    ] as const;
    for (const [n, [type, of, occurredAt]] of told.entries()) {
      const request = knock({ stream: `gift-${n}`, type, data: of });
      await log.append([{ ...request, events: request.events.map((event) => ({ ...event, occurredAt })) }]);
    }
    const { position: until } = await log.horizon();
    const [{ organization } = { organization: '' }] = await log.read('', { limit: 1 });
    const left = async (occurredUntil: string, limit: number) => (await new ReplayReader({ log, organization, occurredUntil, times: EVENT_TIMES }).readFacts('', { limit, until })).map(({ type }) => type);
    for (const limit of [1, 10]) {
      expect(await left('2026-10-31T00:00:00Z', limit)).toEqual(['ContributionReceived', 'ContributionWithdrawn'].slice(0, limit));
      expect(await left('2026-11-02T00:00:00Z', limit)).toEqual(['ContributionReceived', 'ContributionAmended'].slice(0, limit));
      expect(await left('2026-11-03T00:00:00Z', 10)).toHaveLength(3);
    }
  });
});
