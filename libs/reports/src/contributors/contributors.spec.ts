import { CONTRIBUTION_EXAMPLES } from '@fieldledger/donations';
import type { Clear, Event } from '@fieldledger/kernel';
import { ERASURE_EXAMPLES } from '@fieldledger/people';
import { rowsOf } from '@fieldledger/testing';
import { contributors, personIn, remarksIn, type ContributorRow } from './contributors.projection.js';

const { ContributionReceived: received, ContributionAmended: amended, ContributionReattributed: reattributed, InformationReceived: answered } = CONTRIBUTION_EXAMPLES;
const person = { lastName: 'Quillfeather', firstName: 'Zebulon', employer: 'Alder & Sons' };
const remarks = { purpose: 'In memory of a tree' };
const clearOf: Record<string, Clear> = { ContributionReceived: { person, remarks }, ContributionReattributed: { person: { lastName: 'Marchbanks' } }, InformationReceived: { answer: { employer: 'Birch Ltd', occupation: 'Bookbinder' } } };
const rows = async (events: readonly Event[], clear: Record<string, Clear> = clearOf) => (await rowsOf(contributors, events, ({ type }) => clear[type] ?? {})) as unknown as (ContributorRow & { movementId: string })[];

describe('the table of who gave', () => {
  it('is marked as personal', () => expect(contributors.personal).toBe(true));

  it('names the giver, and whom a part was reattributed to', async () => {
    const [giver, other] = await rows([received, reattributed]);
    expect([personIn(giver!), remarksIn(giver!), giver!.erased]).toEqual([person, remarks, false]);
    expect([personIn(other!), other!.movementId]).toEqual([{ lastName: 'Marchbanks' }, reattributed.data.reattributionId]);
  });

  it('fills in what the donor answered later', async () => {
    const [row] = await rows([received, answered]);
    expect(personIn(row!)).toEqual({ ...person, employer: 'Birch Ltd', occupation: 'Bookbinder' });
  });

  it('keeps what an amendment says nothing of, and takes what it gives', async () => {
    const silent = { ...amended, data: { ...amended.data, filing: undefined, person: undefined, remarks: undefined, changed: ['amountCents'] } };
    expect(await rows([received, silent])).toEqual(await rows([received]));
    const [named] = await rows([received, amended], { ...clearOf, ContributionAmended: { person: { lastName: 'Pettigrew' } } });
    expect([personIn(named!), remarksIn(named!)]).toEqual([{ lastName: 'Pettigrew' }, remarks]);
    const wordless = { ...amended, data: { ...amended.data, person: undefined, remarks: undefined, changed: ['purpose'] } };
    expect(remarksIn((await rows([received, wordless]))[0]!)).toEqual({});
    const nobody = { ...silent, data: { ...silent.data, giver: null } };
    expect(personIn((await rows([received, nobody]))[0]!)).toEqual({});
    const unnamed = { ...silent, data: { ...silent.data, giver: { ...silent.data.giver!, given: [] } } };
    expect(personIn((await rows([received, unnamed]))[0]!)).toEqual({});
  });

  it('keeps what the election is called when the other words are amended, and those when it is', async () => {
    const called = { ...clearOf, ContributionReceived: { person, remarks, election: 'Runoff' } };
    const amendedTo = async (clear: Clear, changed: readonly string[]) => remarksIn((await rows([received, { ...amended, data: { ...amended.data, changed } }], { ...called, ContributionAmended: clear }))[0]!);
    expect(await amendedTo({ remarks: { comment: 'Called' } }, ['remarks'])).toEqual({ comment: 'Called', electionDescription: 'Runoff' });
    expect(await amendedTo({ election: 'Recount' }, ['electionDescription'])).toEqual({ ...remarks, electionDescription: 'Recount' });
    expect(await amendedTo({}, ['electionDescription'])).toEqual(remarks);
    expect((await rows([received], { ContributionReceived: { person, remarks, election: null } }))[0]).toMatchObject({ remarks: JSON.stringify(remarks), erased: true });
  });

  it('has what it was called where it was recorded before it was sealed, until its giver is erased', async () => {
    const inClear = { ...received, data: { ...received.data, remarks: undefined, election: undefined, electionDescription: 'Runoff' } };
    const said = async (...more: Event[]) => remarksIn((await rows([inClear, ...more], { ContributionReceived: {} }))[0]!);
    expect(await said()).toEqual({ electionDescription: 'Runoff' });
    expect(await said({ type: 'PersonErased', data: { ...ERASURE_EXAMPLES.PersonErased.data, subjects: [received.data.giver!.subject] } })).toEqual({});
  });

  it('says that a person was forgotten, and nothing else of them', async () => {
    const [row] = await rows([received], { ContributionReceived: { person: null, remarks: null } });
    expect(row).toMatchObject({ person: null, remarks: null, erased: true });
    expect((await rows([received, answered], { InformationReceived: { answer: null } }))[0]).toMatchObject({ person: null, erased: true });
  });

  it('is found by whose keys opened it, the words as well as the person, and keeps what is another’s', async () => {
    const [theirs, others] = ['00000000-0000-4000-8000-00000000000e', '00000000-0000-4000-8000-00000000000f'];
    const told = { ...received, data: { ...received.data, person: { ...received.data.person!, key: theirs }, remarks: { ...received.data.remarks!, key: others } } };
    const after = async (...subjects: string[]) => {
      const [row] = await rows([told, { type: 'PersonErased', data: { ...ERASURE_EXAMPLES.PersonErased.data, subjects } }]);
      return [personIn(row!), remarksIn(row!), row!.erased];
    };
    const [person, words] = await after();
    expect([person, words]).not.toContainEqual({});
    expect(await after(others)).toEqual([person, {}, true]);
    expect(await after(theirs)).toEqual([{}, words, true]);
    expect(await after(theirs, others)).toEqual([{}, {}, true]);
    expect(await after('00000000-0000-4000-8000-000000000010')).toEqual([person, words, false]);
  });

  it('keeps whom another filing named before, until that person is forgotten, and of what an older one tells after it all that is the same', async () => {
    const [theirs, others] = ['00000000-0000-4000-8000-00000000000e', '00000000-0000-4000-8000-00000000000f'];
    const inFiling = (amendmentNumber: number) => ({ ...amended.data.filing!, filingId: `00000000-0000-4000-8000-0000000000a${amendmentNumber}`, amendmentNumber });
    const original = { ...received, data: { ...received.data, filing: inFiling(0), person: { ...received.data.person!, key: theirs } } };
    const other = { ...amended, data: { ...amended.data, filing: inFiling(2), person: { ...received.data.person!, key: others } } };
    const { person: _person, remarks: _remarks, ...values } = { ...received.data, filing: inFiling(1) };
    const sighted: Event = { ...CONTRIBUTION_EXAMPLES.ContributionSighted, data: { ...CONTRIBUTION_EXAMPLES.ContributionSighted.data, differs: ['amountCents', 'employer'], told: values } };
    const named = async (...more: Event[]) => {
      const [row] = await rows([original, other, sighted, ...more], { ...clearOf, ContributionAmended: { person: { lastName: 'Pettigrew', employer: 'Cedar & Co' } } });
      return [personIn(row!), ...row!.earlier!.map((telling) => personIn(JSON.parse(telling) as ContributorRow))];
    };
    const erasedOf = (...subjects: string[]) => ({ type: 'PersonErased', data: { ...ERASURE_EXAMPLES.PersonErased.data, subjects } });
    expect(await named()).toEqual([{ lastName: 'Pettigrew', employer: 'Cedar & Co' }, person, { lastName: 'Pettigrew' }]);
    expect(await named(erasedOf(theirs))).toEqual([{ lastName: 'Pettigrew', employer: 'Cedar & Co' }, {}, { lastName: 'Pettigrew' }]);
    expect(await named(erasedOf(others))).toEqual([{}, person, {}]);
  });
});
