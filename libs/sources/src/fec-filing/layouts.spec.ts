import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { parse } from 'csv-parse/sync';
import type { ReceiveFiling, SightContribution } from '@fieldledger/donations';
import { notTested, SHARED_DATA, trial } from '@fieldledger/testing';

const folder = join(SHARED_DATA, 'fec-spec');
const VERSIONS = ['2.02', '3.00', '5.00', '5.1', '5.2', '5.3', '6.1', '6.2', '6.3', '6.4', '7.0', '8.0', '8.1', '8.2', '8.3', '8.4', '8.5'] as const;

/** The positions of a form's or a schedule's columns in one version, by the names that the tables of dwillis/fech-sources give them. */
function published(table: string, version: string): ReadonlyMap<string, number> {
  const [names, ...rows] = parse(readFileSync(join(folder, `fech-sources_${table}.csv`), 'utf8'), { relax_column_count: true }) as [string[], ...string[][]];
  const major = version[0] === '2' ? '3' : version[0];
  const known = version.startsWith('2') || version.startsWith('3') ? major! : version.replace(/(\d\.\d)0?$/, '$1');
  const at = names.findIndex((versions, i) => i > 0 && !versions.includes('P') && versions.replaceAll('^', '').split('|').some((it) => it === known || it === `${known}.0`));
  return new Map(rows.flatMap((row) => (row[at] ? [[row[0]!.trim(), Number(row[at])] as const] : [])));
}

/** A row as a version writes it: each value where the published table puts it. */
function written(table: string, version: string, values: Readonly<Record<string, string>>): string {
  const places = published(table, version);
  const cells: string[] = [];
  for (const [name, value] of Object.entries(values)) if (places.has(name)) cells[places.get(name)! - 1] = value;
  return joined(version, Array.from(cells, (cell) => cell ?? ''));
}

const joined = (version: string, cells: readonly string[]) => (version < '6' ? cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',') : cells.join('\u001c'));

function header(version: string, form: string): string {
  if (version < '3') return ['/* Header', `FEC_Ver_# = ${version}`, 'Soft_Name = Invented', 'Dec/NoDec = DEC', 'Date_Fmat = CCYYMMDD', 'NameDelim = ^', `Form_Name = ${form}`, '/* End Header'].join('\n');
  return joined(version, ['HDR', 'FEC', version, 'Invented', '1.0', ...(version < '6' ? ['^'] : []), 'FEC-1234567', '002', '']);
}

const dollars = (cents: number) => `${cents < 0 ? '-' : ''}${Math.floor(Math.abs(cents) / 100)}.${String(Math.abs(cents) % 100).padStart(2, '0')}`;
const compact = (day: string) => day.replaceAll('-', '');

const word = fc.stringMatching(/^[A-Z][a-z]{1,8}(-[A-Z][a-z]{1,5})?$/);
const cents = fc.integer({ min: -1_000_000_00, max: 10_000_000_00 });
const day = fc.date({ min: new Date('2001-01-01T00:00:00Z'), max: new Date('2020-12-31T00:00:00Z'), noInvalidDate: true }).map((date) => date.toISOString().slice(0, 10));
const person = fc.record({ last: word, first: word, middle: word, prefix: fc.constantFrom('Ms.', 'Dr.'), suffix: fc.constantFrom('Jr', 'III') });
const row = fc.record({
  person, street: fc.constant('12 "Old" Row, Suite 3'), city: word, zip: fc.stringMatching(/^\d{5}(\d{4})?$/), employer: word, occupation: word, day, cents, aggregate: cents,
  election: fc.constantFrom('P2018', 'G2018'), memo: fc.boolean(), purpose: word, memoText: word, back: fc.stringMatching(/^R\d{1,6}$/),
});

/** One name for each line of a cover, as the published tables and we call it. */
const COVER: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  F3: {
    SA11AI: 'individual_contributions_itemized', SA11AII: 'individual_contributions_unitemized', SA11AIII: 'total_individual_contributions', SA11B: 'political_party_contributions', SA11C: 'pac_contributions',
    SA11D: 'candidate_contributions', SA12: 'transfers_from_authorized', SA13A: 'candidate_loans', SA13B: 'other_loans', SA14: 'offset_to_operating_expenditures', SA15: 'other_receipts',
    SB20A: 'refunds_to_individuals', SB20B: 'refunds_to_party_committees', SB20C: 'refunds_to_other_committees',
  },
  F3X: {
    SA11AI: 'individuals_itemized', SA11AII: 'individuals_unitemized', SA11AIII: 'individual_contribution_total', SA11B: 'political_party_committees', SA11C: 'other_political_committees_pacs',
    SA12: 'transfers_from_aff_other_party_cmttees', SA13: 'total_loans', SA14: 'total_loan_repayments_received', SA15: 'offsets_to_expenditures', SA17: 'other_federal_receipts',
    SB28A: 'refunds_to_individuals', SB28B: 'refunds_to_party_committees', SB28C: 'refunds_to_other_committees',
  },
  F3P: {
    SA16: 'federal_funds', SA17A: 'individuals_itemized', SA17AII: 'individuals_unitemized', SA17AIII: 'individual_contribution_total', SA17B: 'political_party_committees_receipts',
    SA17C: 'other_political_committees_pacs', SA17D: 'the_candidate', SA18: 'transfers_from_aff_other_party_cmttees', SA19A: 'received_from_or_guaranteed_by_cand', SA19B: 'other_loans', SA20A: 'operating',
    SA20B: 'fundraising', SA20C: 'legal_and_accounting', SA21: 'other_receipts', SB28A: 'individuals', SB28B: 'political_party_committees_refunds', SB28C: 'other_political_committees',
  },
};

describe('a filing of any form and format', () => {
  const isThere = existsSync(folder);
  if (!isThere) {
    it('is not tested without the FEC\'s tables', () => {
      notTested("the layouts of the FEC's formats: the tables are not on this machine");
    });
    return;
  }

  it.each(VERSIONS.flatMap((version) => Object.keys(COVER).map((form) => [form, version] as const)))('%s in %s is read as it was written where the FEC puts each column', async (form, version) => {
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 3 }), row, fc.record(Object.fromEntries(Object.keys(COVER[form]!).map((line) => [line, cents]))), async (receipts, refund, lines) => {
        const [receiptType, refundType] = [form === 'F3P' ? 'SA17A' : version < '6' ? 'SA11A1' : 'SA11ai', form === 'F3' ? 'SB20A' : 'SB28A'];
        const places = published(form, version);
        const cover = written(form, version, {
          form_type: `${form}A`, filer_committee_id_number: 'C00999999', committee_name: 'Invented, Friends of', report_code: 'Q3', coverage_from_date: '20180701', coverage_through_date: '20180930', date_signed: '20181015',
          ...Object.fromEntries(Object.entries(lines).map(([line, amount]) => [`col_a_${COVER[form]![line]}`, dollars(amount)])),
        });
        const named = (prefix: string, { last, first, middle, prefix: title, suffix }: (typeof receipts)[number]['person']) => ({
          [`${prefix}_last_name`]: last, [`${prefix}_first_name`]: first, [`${prefix}_middle_name`]: middle, [`${prefix}_prefix`]: title, [`${prefix}_suffix`]: suffix,
          // Formats that have the parts of a name have the one cell too, and may leave it blank.
          ...(Number(version.slice(0, 3)) < 5.1 && { [`${prefix}_name`]: `${last}^${first} ${middle}^${title}^${suffix}` }),
        });
        const shared = (it: (typeof receipts)[number]) => ({
          filer_committee_id_number: 'C00999999', entity_type: 'IND', back_reference_tran_id_number: it.back, election_code: it.election, memo_code: it.memo ? 'X' : '', memo_text_description: it.memoText,
        });
        const rows = receipts.map((it, i) =>
          written('SchA', version, {
            ...shared(it), ...named('contributor', it.person), form_type: receiptType, transaction_id: `A${i + 1}`, contributor_street_1: it.street, contributor_city: it.city, contributor_state: 'OH',
            contributor_zip_code: it.zip, contributor_employer: it.employer, contributor_occupation: it.occupation, contribution_date: compact(it.day), contribution_amount: dollars(it.cents),
            contribution_aggregate: dollars(it.aggregate), contribution_purpose_descrip: it.purpose, donor_committee_fec_id: 'C00888888',
          }),
        );
        const back = written('SchB', version, {
          ...shared(refund), ...named('payee', refund.person), form_type: refundType, transaction_id_number: 'B1', payee_street_1: refund.street, payee_city: refund.city, payee_state: 'OH', payee_zip_code: refund.zip,
          expenditure_date: compact(refund.day), expenditure_amount: dollars(refund.cents), expenditure_purpose_descrip: refund.purpose, beneficiary_committee_fec_id: 'C00777777',
        });
        const { door, fault } = await trial([header(version, `${form}A`), cover, ...rows, back, ''].join('\n'), { format: 'fec-filing', mapping: undefined });
        expect(fault).toBe('');

        const filing = door.posts[0]!.body as ReceiveFiling;
        const told = Object.entries(lines).filter(([line]) => places.has(`col_a_${COVER[form]![line]}`));
        expect(Object.fromEntries(filing.cover.filter(({ line }) => COVER[form]![line]).map(({ line, amountCents }) => [line, amountCents]))).toEqual(Object.fromEntries(told));
        expect(filing).toMatchObject({ committeeId: 'C00999999', form, formatVersion: version, reportCode: 'Q3', coverageFrom: '2018-07-01', coverageThrough: '2018-09-30', signedOn: '2018-10-15' });
        expect([filing.amendmentNumber, filing.amends]).toEqual(version < '3' ? [1, undefined] : [2, 'FEC-1234567']);

        const items = door.at('sightings') as unknown as SightContribution[];
        const expected = (it: (typeof receipts)[number]) => ({
          receivedOn: it.day, amountCents: it.cents, electionCode: it.election, memo: it.memo || undefined, remarks: { purpose: it.purpose, memoText: it.memoText },
          contributor: {
            entityType: 'IND', lastName: it.person.last, firstName: it.person.first, middleName: it.person.middle, prefix: it.person.prefix, suffix: it.person.suffix, street1: it.street, city: it.city, state: 'OH', zip: it.zip,
          },
        });
        expect(items).toMatchObject([
          ...receipts.map((it, i) => ({
            ...expected(it), kind: 'receipt', line: form === 'F3P' ? 'SA17A' : 'SA11AI', claimedAggregateCents: it.aggregate, filing: { transactionId: `A${i + 1}`, backReferenceId: it.back },
            contributor: { ...expected(it).contributor, employer: it.employer, occupation: it.occupation, committeeId: 'C00888888' },
          })),
          { ...expected(refund), kind: 'refund', line: refundType, filing: { transactionId: 'B1', backReferenceId: refund.back }, contributor: { ...expected(refund).contributor, committeeId: 'C00777777' } },
        ]);
      }),
      { numRuns: 4 },
    );
  });
});
