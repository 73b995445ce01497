import fc from 'fast-check';
import { CONTRIBUTION_EXAMPLES, type Contribution } from '@fieldledger/donations';
import { PRESENT_RULES } from '@fieldledger/finance-rules';
import { nameUuid, type Event } from '@fieldledger/kernel';
import { rowsOf } from '@fieldledger/testing';
import { bestEfforts } from './best-efforts.projection.js';
import { effortStatus, followUpDueOn } from './effort-status.js';
import { whomToAsk } from './whom-to-ask.js';

const { ContributionReceived, ContributionAmended, ContributionWithdrawn, ContributionReattributed, InformationRequested, InformationFollowedUp, InformationReceived } = CONTRIBUTION_EXAMPLES;
const { giver } = ContributionReceived.data;
const received = (change: Partial<Contribution> = {}) => ({ ...ContributionReceived, data: { ...ContributionReceived.data, giver: { ...giver!, given: ['lastName', 'firstName', 'zip'] }, ...change } });
const asked = (requestedOn: string) => ({ ...InformationRequested, data: { ...InformationRequested.data, requestedOn } });

describe('what is known of employers and occupations', () => {
  it('is what was given with the contribution', async () => {
    expect(await rowsOf(bestEfforts, [ContributionReceived])).toEqual([
      {
        contributionId: ContributionReceived.data.contributionId, movementId: ContributionReceived.data.contributionId, standing: true, individual: true, committee: 'C00999999', line: 'SA11AI', donor: 'n:n4me-and-z1p-of-donor0',
        donorByReference: 'r:actblue/donor/90210', receivedOn: '2026-08-14', conduitDay: '2026-08-14', receivedAt: '2026-08-14T17:03:11.000Z', amountCents: 250_00, unaggregated: false, hasEmployer: true,
        hasOccupation: true, answeredEmployer: false, answeredOccupation: false, requestedOn: null, requestedBy: null, followedUpOn: null, followedUpBy: null, answeredOn: null, events: [expect.any(String)],
        position: '0000000000000001',
      },
    ]);
  });

  it('has a row of its own for each part that was reattributed, of whom it was given to', async () => {
    const { reattributionId } = ContributionReattributed.data;
    const request = { ...InformationRequested, data: { ...InformationRequested.data, reattributionId } };
    const answer = { ...InformationReceived, data: { ...InformationReceived.data, reattributionId, given: ['occupation'] } };
    const [whose, part, ...others] = (await rowsOf(bestEfforts, [received(), ContributionReattributed, request, answer])) as readonly Record<string, unknown>[];
    expect(others).toEqual([]);
    expect(whose).toMatchObject({ movementId: ContributionReceived.data.contributionId, amountCents: 250_00, requestedOn: null, answeredOccupation: false });
    expect(part).toMatchObject({ movementId: reattributionId, standing: true, individual: true, amountCents: 100_00, receivedOn: ContributionReattributed.data.reattributedOn, requestedOn: '2026-08-14', answeredOccupation: true, answeredEmployer: false });
  });

  it('is missing until an amendment or the donor’s answer brings it', async () => {
    expect(await rowsOf(bestEfforts, [received()])).toMatchObject([{ hasEmployer: false, hasOccupation: false }]);
    const amended = { ...ContributionAmended, data: { ...ContributionAmended.data, filing: undefined, source: 'crm', giver } };
    expect(await rowsOf(bestEfforts, [received(), amended])).toMatchObject([{ hasEmployer: true, hasOccupation: true, answeredOn: null }]);
    const answer = { ...InformationReceived, data: { ...InformationReceived.data, given: ['occupation'] } };
    expect(await rowsOf(bestEfforts, [received(), InformationRequested, answer])).toMatchObject([{ answeredEmployer: false, answeredOccupation: true, answeredOn: '2026-09-15', requestedOn: '2026-08-14', requestedBy: 'solicitation' }]);
  });

  it('keeps an answer when the contribution is told anew', async () => {
    const again = { ...ContributionAmended, data: { ...ContributionAmended.data, filing: undefined, source: 'crm', giver: { ...giver!, given: ['lastName'] } } };
    expect(await rowsOf(bestEfforts, [received(), InformationReceived, again])).toMatchObject([{ hasEmployer: false, answeredEmployer: true }]);
  });

  it('is not ours to ask for where a committee filed it or the FEC published it', async () => {
    expect(await rowsOf(bestEfforts, [received({ filing: ContributionAmended.data.filing, source: 'fec-filing' })])).toEqual([]);
    expect(await rowsOf(bestEfforts, [received({ source: 'fec-bulk' })])).toEqual([]);
    expect(await rowsOf(bestEfforts, [received({ giver: { ...giver!, entityType: 'PAC' } })])).toMatchObject([{ individual: false }]);
  });

  it('takes no notice of the order in which requests and parts become known', async () => {
    const ofPart = { ...InformationRequested, data: { ...InformationRequested.data, reattributionId: ContributionReattributed.data.reattributionId } };
    const facts: Event[] = [received(), ContributionReattributed, ofPart, InformationRequested, asked('2026-08-30'), InformationFollowedUp, InformationReceived];
    const counted = async (events: readonly Event[]) => (await rowsOf(bestEfforts, events)).map(({ events: cited, position: _position, ...row }) => ({ ...row, cited: (cited as string[]).length })).sort((one, other) => Number(one.cited) - Number(other.cited));
    const expected = await counted(facts);
    expect(expected).toMatchObject([{ requestedOn: '2026-08-14', followedUpOn: null }, { requestedOn: '2026-08-14', followedUpOn: '2026-09-05' }]);
    await fc.assert(fc.asyncProperty(fc.shuffledSubarray(facts, { minLength: facts.length }), async (events) => expect(await counted(events)).toEqual(expected)), { numRuns: 50 });
  });

  it('of a gift that was taken back by its source is not asked for', async () => {
    expect(await rowsOf(bestEfforts, [received(), ContributionWithdrawn])).toMatchObject([{ standing: false }]);
    expect(await rowsOf(bestEfforts, [{ ...InformationRequested, data: { ...InformationRequested.data, contributionId: nameUuid('not yet known') } }])).toMatchObject([{ standing: false, requestedOn: '2026-08-14' }]);
  });
});

describe('best efforts', () => {
  const BOTH = ['employer', 'occupation'] as const;
  it.each([
    ['nobody asked yet', BOTH, null, null, '2026-08-20', 'ask-now'],
    ['asked once, on the last day of the second request', BOTH, '2026-08-14', null, '2026-09-13', 'follow-up-due'],
    ['asked once, the day after it', BOTH, '2026-08-14', null, '2026-09-14', 'overdue'],
    ['nobody asked in thirty days', ['occupation'], null, null, '2026-09-14', 'overdue'],
    ['asked twice in time', BOTH, '2026-08-14', '2026-09-13', '2026-12-31', 'documented'],
    ['asked twice, a day late', BOTH, '2026-08-14', '2026-09-14', '2026-12-31', 'documented-late'],
    ['only the second request was made', BOTH, null, '2026-09-01', '2026-09-02', 'ask-now'],
    ['answered', [], '2026-08-14', null, '2026-12-31', 'complete'],
  ] as const)('%s', (_case, missing, requestedOn, followedUpOn, on, status) => {
    expect(effortStatus({ receivedOn: '2026-08-14', missing, requestedOn, followedUpOn }, on, PRESENT_RULES)).toBe(status);
  });

  it('are due thirty days after the gift, under the rules that the report names', () => {
    expect(followUpDueOn({ receivedOn: '2026-12-15' }, PRESENT_RULES)).toBe('2027-01-14');
    expect(followUpDueOn({ receivedOn: '2026-12-15' }, { ...PRESENT_RULES, followUpDays: 60 })).toBe('2027-02-13');
  });

  it('say how to reach the donor, unless the donor was forgotten', () => {
    expect(whomToAsk({ person: { firstName: 'Ann', lastName: 'Nobody', email: 'ann@example.org', street1: '1 Elm', city: 'Troy', state: 'OH', zip: '45373' }, remarks: {}, erased: false })).toEqual({
      name: 'Ann Nobody', email: 'ann@example.org', phone: null, address: '1 Elm, Troy, OH 45373',
    });
    expect(whomToAsk({ person: {}, remarks: {}, erased: true })).toMatchObject({ name: '[erased]' });
    expect(whomToAsk(undefined)).toEqual({ name: null, email: null, phone: null, address: null });
  });
});
