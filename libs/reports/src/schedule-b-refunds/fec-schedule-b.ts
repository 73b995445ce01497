import { committeeOf, empty, fecAmount, fecDay, memoColumns, PARTY_COLUMNS, type FecColumn } from '../schedule-lines/fec-row.js';
import { refundMeasure } from '../schedule-lines/form-lines.js';

/** Schedule B of the electronic formats 8.0 to 8.5: 44 columns. */
export const SCHEDULE_B_COLUMNS: readonly FecColumn[] = [
  ...PARTY_COLUMNS,
  { name: 'expenditure_date', width: 8, text: ({ day }) => fecDay(day) },
  { name: 'expenditure_amount', width: 12, isAmount: true, text: ({ amountCents }) => fecAmount(amountCents) },
  ...empty('semi_annual_refunded_bundled_amt'),
  { name: 'expenditure_purpose_descrip', width: 100, text: ({ purpose }) => purpose },
  // 010 is for refunds of contributions (fec.gov, Disbursement category code descriptions); other payments back are none.
  { name: 'category_code', width: 3, text: ({ line }) => (refundMeasure(line) === 'otherRefunds' ? null : '010') },
  { name: 'beneficiary_committee_fec_id', width: 9, text: committeeOf },
  { name: 'beneficiary_committee_name', width: 200, text: (row) => (committeeOf(row) === null ? null : row.organizationName) },
  ...empty(
    'beneficiary_candidate_fec_id', 'beneficiary_candidate_last_name', 'beneficiary_candidate_first_name', 'beneficiary_candidate_middle_name', 'beneficiary_candidate_prefix', 'beneficiary_candidate_suffix',
    'beneficiary_candidate_office', 'beneficiary_candidate_state', 'beneficiary_candidate_district', 'conduit_name', 'conduit_street_1', 'conduit_street_2', 'conduit_city', 'conduit_state', 'conduit_zip_code',
  ),
  ...memoColumns,
  ...empty('reference_to_si_or_sl_system_code_that_identifies_the_account'),
];
