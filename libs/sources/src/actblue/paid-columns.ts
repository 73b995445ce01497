/**
 * The columns of ActBlue's contributions, paid or refunded, in their order: 91 as move-coop/parsons knew them
 * (test/test_actblue/test_columns_data.py). More come at the end over the years; "Reserved" stands seven times, so a
 * column is known by its place alone.
 */
export const PAID_COLUMNS = [
  'Receipt ID', 'Date', 'Amount', 'Recurring Total Months', 'Recurrence Number', 'Recipient', 'Fundraising Page', 'Fundraising Partner', 'Reference Code 2', 'Reference Code',
  'Donor First Name', 'Donor Last Name', 'Donor Addr1', 'Donor Addr2', 'Donor City', 'Donor State', 'Donor ZIP', 'Donor Country', 'Donor Occupation', 'Donor Employer', 'Donor Email',
  'Donor Phone', 'New Express Signup', 'Comments', 'Check Number', 'Check Date', 'Employer Addr1', 'Employer Addr2', 'Employer City', 'Employer State', 'Employer ZIP', 'Employer Country',
  'Donor ID', 'Fundraiser ID', 'Fundraiser Recipient ID', 'Fundraiser Contact Email', 'Fundraiser Contact First Name', 'Fundraiser Contact Last Name', 'Partner ID',
  'Partner Contact Email', 'Partner Contact First Name', 'Partner Contact Last Name', 'Reserved', 'Lineitem ID', 'AB Test Name', 'AB Variation', 'Recipient Committee', 'Recipient ID',
  'Recipient Gov ID', 'Recipient Election', 'Reserved', 'Payment ID', 'Payment Date', 'Disbursement ID', 'Disbursement Date', 'Recovery ID', 'Recovery Date', 'Refund ID', 'Refund Date',
  'Fee', 'Recur Weekly', 'ActBlue Express Lane', 'Reserved', 'Card Type', 'Reserved', 'Reserved', 'Reserved', 'Reserved', 'Mobile', 'Recurring Upsell Shown',
  'Recurring Upsell Succeeded', 'Double Down', 'Smart Recurring', 'Monthly Recurring Amount', 'Apple Pay', 'Card Replaced by Account Updater', 'ActBlue Express Donor',
  'Custom Field 1 Label', 'Custom Field 1 Value', 'Donor US Passport Number', 'Text Message Opt In', 'Gift Identifier', 'Gift Declined', 'Shipping Addr1', 'Shipping City',
  'Shipping State', 'Shipping Zip', 'Shipping Country', 'Weekly Recurring Amount', 'Smart Boost Amount', 'Smart Boost Shown',
] as const;

/** A column's name, of those that have one of their own. */
export type PaidColumn = Exclude<(typeof PAID_COLUMNS)[number], 'Reserved'>;

/** Whether every column is in its place. @throws Error that names the first that is not; never what stands there, which in a file without a header is a donor's */
export function requirePaidColumns(header: readonly string[]): void {
  const at = PAID_COLUMNS.findIndex((name, i) => header[i] !== name);
  if (at < 0) return;
  const what = at < header.length ? `Column ${at + 1} is not "${PAID_COLUMNS[at]}"` : `The file has ${header.length} columns, and column ${at + 1}, "${PAID_COLUMNS[at]}", is missing`;
  throw new Error(`${what}. ActBlue's contributions have ${PAID_COLUMNS.length} columns or more, in a fixed order: export the file again, and import it as it comes, with its header.`);
}

