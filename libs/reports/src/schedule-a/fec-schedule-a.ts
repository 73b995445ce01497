import { committeeOf, empty, fecAmount, fecDay, memoColumns, PARTY_COLUMNS, type FecColumn } from '../schedule-lines/fec-row.js';

/** Schedule A of the electronic formats 8.0 to 8.5: 45 columns. */
export const SCHEDULE_A_COLUMNS: readonly FecColumn[] = [
  ...PARTY_COLUMNS,
  { name: 'contribution_date', width: 8, text: ({ day }) => fecDay(day) },
  { name: 'contribution_amount', width: 12, isAmount: true, text: ({ amountCents }) => fecAmount(amountCents) },
  { name: 'contribution_aggregate', width: 12, isAmount: true, text: ({ claimedAggregateCents, aggregateCents }) => fecAmount(claimedAggregateCents ?? aggregateCents) },
  { name: 'contribution_purpose_descrip', width: 100, text: ({ purpose }) => purpose },
  { name: 'contributor_employer', width: 38, text: ({ employer }) => employer },
  { name: 'contributor_occupation', width: 38, text: ({ occupation }) => occupation },
  { name: 'donor_committee_fec_id', width: 9, text: committeeOf },
  { name: 'donor_committee_name', width: 200, text: (row) => (committeeOf(row) === null ? null : row.organizationName) },
  ...empty(
    'donor_candidate_fec_id', 'donor_candidate_last_name', 'donor_candidate_first_name', 'donor_candidate_middle_name', 'donor_candidate_prefix', 'donor_candidate_suffix', 'donor_candidate_office',
    'donor_candidate_state', 'donor_candidate_district',
  ),
  { name: 'conduit_name', width: 200, text: ({ conduitName }) => conduitName },
  ...empty(
    'conduit_street1', 'conduit_street2', 'conduit_city', 'conduit_state', 'conduit_zip_code',
  ),
  ...memoColumns,
  ...empty('reference_code'),
];
