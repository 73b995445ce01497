import { ATTEMPT_EXAMPLES, CONTACT_EVENT_SCHEMAS } from '@fieldledger/contacts';
import { CONTRIBUTION_EXAMPLES, DONATION_EVENT_SCHEMAS, FILING_EXAMPLES, PLEDGE_EXAMPLES, SERIES_EXAMPLES } from '@fieldledger/donations';
import { rowsOf } from '@fieldledger/testing';
import { SIGNUP_EXAMPLES, VOLUNTEERING_EVENT_SCHEMAS } from '@fieldledger/volunteering';
import { sealedRecords } from './sealed-records.projection.js';

const { ContributionReceived: received, ContributionAmended: amended, ContributionReattributed: reattributed, ContributionWithdrawn: withdrawn, InformationReceived: answered } = CONTRIBUTION_EXAMPLES;

describe('where something is sealed of whom', () => {
  it('leaves out no event in which anything can be sealed', () => {
    const schemas = { ...CONTACT_EVENT_SCHEMAS, ...DONATION_EVENT_SCHEMAS, ...VOLUNTEERING_EVENT_SCHEMAS };
    const sealing = Object.entries(schemas).filter(([, schema]) => /"(?:mark|subject)":/.test(JSON.stringify(schema))).map(([name]) => name.replace(/\.v\d+$/, ''));
    expect(sealing.length).toBeGreaterThan(15);
    expect(sealing.filter((type) => !(type in sealedRecords.fold))).toEqual([]);
  });

  it('has a row for each key that a record was sealed with, and none where nothing was', async () => {
    const facts = [received, reattributed, SERIES_EXAMPLES.SeriesStarted, PLEDGE_EXAMPLES.PledgeMade, ATTEMPT_EXAMPLES.ContactAttempted, ...Object.values(SIGNUP_EXAMPLES)];
    const rows = await rowsOf(sealedRecords, facts);
    expect(rows.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['contribution', 'contribution', 'series', 'pledge', 'signup']));
    for (const { subject } of rows) expect(subject).toMatch(/^[0-9a-f-]{36}$/);
    const { note: _note, phone: _phone, ...silent } = ATTEMPT_EXAMPLES.ContactAttempted.data;
    expect(await rowsOf(sealedRecords, [{ type: 'ContactAttempted', data: silent }, { ...received, data: { ...received.data, giver: null, person: undefined, remarks: undefined } }])).toEqual([]);
  });

  it('knows a giver by every name that they had, and of a gift the most that was said', async () => {
    const giver = { ...received.data.giver!, nameZip: 'B'.repeat(22), email: 'C'.repeat(22) };
    const more = { ...amended, data: { ...amended.data, giver, amountCents: received.data.amountCents + 1, receivedOn: '2026-12-31' } };
    const [row] = await rowsOf(sealedRecords, [received, more, { ...received, data: { ...received.data, amountCents: 1 } }, answered]);
    expect(row).toMatchObject({ amountCents: received.data.amountCents + 1, receivedOn: '2026-12-31' });
    expect(row!.names).toEqual(expect.arrayContaining([`n:${giver.nameZip}`, `e:${giver.email}`]));
  });

  it('has the words that somebody else added under a key of the gift’s own', async () => {
    const key = '00000000-0000-4000-8000-00000000000f';
    const [row] = await rowsOf(sealedRecords, [received, { ...amended, data: { ...amended.data, giver: received.data.giver, person: undefined, remarks: { ...received.data.remarks!, key } } }]);
    expect(row).toMatchObject({ subject: received.data.giver!.subject, otherSubjects: [key] });
  });

  it('has beside them what holds whoever a record is of: that it was taken back, and in which filings it stands', async () => {
    const filing = { filingId: FILING_EXAMPLES.FilingReceived.data.filingId } as never;
    const rows = await rowsOf(sealedRecords, [received, { ...withdrawn, data: { ...withdrawn.data, filing } }, FILING_EXAMPLES.FilingReceived]);
    expect(rows.map(({ subject, withdrawn: isWithdrawn, filings, signedOn }) => [subject === '', isWithdrawn, filings, signedOn])).toEqual([
      [false, false, expect.anything(), null], [true, true, [FILING_EXAMPLES.FilingReceived.data.filingId], null], [true, false, [], FILING_EXAMPLES.FilingReceived.data.signedOn ?? null],
    ]);
  });
});
