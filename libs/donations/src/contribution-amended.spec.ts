import { nameUuid } from '@fieldledger/kernel';
import type { AmendContribution } from './contribution-commands.js';
import type { ContributionEvent } from './contribution-events.js';
import { CONTRIBUTION_EXAMPLES } from './contribution-examples.js';
import { meta, later, giver, context, contributionId, gift, record, after, rejection, flags, refund } from './contribution-trial.js';
import { amendContribution, reattributeContribution, recordContribution, redesignateContribution } from './contribution.js';
import { sightContribution } from './sighting.js';

describe('a contribution that is told otherwise later', () => {
  it('is amended by name, and what is not named stays', () => {
    const [event] = amendContribution({ amendmentId: nameUuid('m'), contributionId, amountCents: 200_00 }, context, after(...record()), meta);
    expect(event!.data).toMatchObject({ changed: ['amountCents'], amountCents: 200_00, electionCode: 'P2026', giver });
    expect(Object.fromEntries(after(...record(), event!).byElection)).toEqual({ P2026: 200_00 });
    expect(rejection(() => amendContribution({ amendmentId: nameUuid('m'), contributionId }, context, after(...record()), meta)).slug).toBe('nothing-changes');
    expect(flags(amendContribution({ amendmentId: nameUuid('m'), contributionId, amountCents: 99_00 }, context, after(...record(), ...refund(100_00, after(...record()))), meta))).toEqual(['exceeds-remaining']);
  });

  it('is on the line of whoever gave it, also where only an amendment tells who did, but where its source told another', () => {
    const pac = { ...context, giver: { ...giver!, entityType: 'PAC' as const } };
    const amended = (...before: ContributionEvent[]) => amendContribution({ amendmentId: nameUuid('m'), contributionId, contributor: { entityType: 'PAC' } }, pac, after(...before), meta)[0]!.data;
    expect([amended(...record()), amended(...record({}, { giver: null }))]).toMatchObject([{ line: 'SA11C' }, { line: 'SA11C' }]);
    const told = (line: string | undefined) => sightContribution({ ...gift, source: 'actblue-csv', kind: 'receipt', line }, { ...context, told: {} }, after(), meta);
    expect([amended(...told(undefined)), amended(...told('SA15'))]).toMatchObject([{ line: 'SA11C' }, { line: 'SA15' }]);
    const filing = { filingId: nameUuid('filing'), reportId: nameUuid('report'), form: 'F3' as const, amendmentNumber: 0, coverageFrom: '2026-07-01', coverageThrough: '2026-09-30' };
    expect(amended(...sightContribution({ ...gift, source: 'fec-filing', kind: 'receipt', filing }, { ...context, told: {} }, after(), meta))).toMatchObject({ line: 'SA11AI' });
  });

  it('is flagged when it is told to be less than what is gone of it: paid back, redesignated or reattributed', () => {
    const told = after(...record());
    const to = { reattributionId: nameUuid('r'), contributionId, amountCents: 100_00, to: { entityType: 'IND' as const }, basis: 'signed' as const, reattributedOn: '2026-09-01' };
    const gone = [
      refund(100_00, told, 'reported'), reattributeContribution(to, { ...context, giver: { ...giver!, subject: 'bob' } }, told, later),
      redesignateContribution({ redesignationId: nameUuid('r'), contributionId, amountCents: 100_00, toElection: 'G2026', basis: 'signed', redesignatedOn: '2026-09-01' }, told, later),
    ];
    for (const events of gone) {
      const state = after(...record(), ...events);
      const amended = (amountCents: number) => flags(amendContribution({ amendmentId: nameUuid('m'), contributionId, amountCents }, context, state, meta));
      const restated = (amountCents: number) => sightContribution({ ...gift, source: 'fec-bulk', kind: 'receipt', restates: true, amountCents }, { ...context, told: {} }, state, meta);
      expect([amended(99_99), amended(100_00)]).toEqual([['exceeds-remaining'], []]);
      expect(restated(99_99)[0]).toMatchObject({ type: 'ContributionAmended', data: { flags: ['exceeds-remaining'] } });
      expect(flags(restated(100_00))).toEqual([]);
    }
    const early = after(...refund(300_00, after(), 'reported'));
    expect(flags(recordContribution(gift, context, early, meta))).toEqual(['exceeds-remaining']);
  });

  it('is marked by an amendment for what comes out later of its source, and by one without a mark that is settled', () => {
    const amendedTo = (sourceMarkers: ('foreign' | 'minor')[], ...before: ContributionEvent[]) => amendContribution({ amendmentId: nameUuid('m'), contributionId, sourceMarkers }, context, after(...before), meta);
    const marked = amendedTo(['foreign'], ...record());
    expect([marked, amendedTo([], ...record(), ...marked), amendedTo(['minor'], ...record(), ...marked)].map(flags)).toEqual([['prohibited-source'], [], ['minor']]);
    expect(marked).toMatchObject([{ data: { changed: ['sourceMarkers'] } }]);
  });

  it('that another committee filed, or the FEC published, is flagged for what its source or our own people say of it, and never as one of ours', () => {
    const filing = { filingId: nameUuid('filing'), reportId: nameUuid('report'), form: 'F3' as const, amendmentNumber: 0, coverageFrom: '2026-07-01', coverageThrough: '2026-09-30' };
    const large = { ...gift, amountCents: 50_000_00, kind: 'receipt' as const, filerDiffers: true, dayUnknown: true };
    for (const told of [{ ...large, source: 'fec-filing', filing }, { ...large, source: 'fec-bulk', restates: true }]) {
      const received = sightContribution(told, { ...context, giver: null, told: {} }, after(), meta);
      const amended = (change: Partial<AmendContribution>, ...before: ContributionEvent[]) => amendContribution({ amendmentId: nameUuid('m'), contributionId, ...change }, { ...context, giver: null }, after(...received, ...before), meta);
      expect([flags(received), flags(amended({ electionCode: 'G2026' })), flags(amended({ receivedOn: '2026-08-13' }))]).toEqual([['day-unknown', 'filer-differs'], ['day-unknown', 'filer-differs'], ['filer-differs']]);
      const marked = amended({ sourceMarkers: ['foreign', 'minor'] });
      expect([marked, amended({ itemize: true }, ...marked), amended({ sourceMarkers: [] }, ...marked)].map(flags)).toEqual([
        ['prohibited-source', 'minor', 'day-unknown', 'filer-differs'], ['prohibited-source', 'minor', 'day-unknown', 'filer-differs'], ['day-unknown', 'filer-differs'],
      ]);
    }
    // What a system of ours tells anew each time is ours all the same.
    expect(flags(sightContribution({ ...gift, amountCents: 50_000_00, source: 'crm', kind: 'receipt', restates: true }, { ...context, told: {} }, after(), meta))).toEqual(['excessive']);
  });

  it('keeps the person and the words that an amendment does not speak of', () => {
    const { ContributionReceived, ContributionAmended } = CONTRIBUTION_EXAMPLES;
    const { election } = ContributionAmended.data;
    const received = { ...ContributionReceived, data: { ...ContributionReceived.data, election } };
    const { person, remarks } = received.data;
    const silent = { ...ContributionAmended, data: { ...ContributionAmended.data, person: undefined, remarks: undefined, election: undefined, changed: ['amountCents'] } };
    expect(after(received, silent).contribution).toMatchObject({ person, remarks, election });
    expect(after(received, { ...silent, data: { ...silent.data, changed: ['electionDescription'] } }).contribution).toEqual(expect.objectContaining({ remarks, election: undefined }));
    expect(after(ContributionReceived, { ...silent, data: { ...silent.data, giver: null, changed: ['lastName', 'memoText'] } }).contribution).not.toMatchObject({ person, remarks });
  });
});
