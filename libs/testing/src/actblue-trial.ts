import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const FIXTURE = join(import.meta.dirname, '../../../tests/fixtures/donations/small-actblue.csv');

/** A row of ActBlue's file by the names of its columns; a name that repeats cannot be said. */
export type ActBlueRow = Readonly<Record<string, string>>;

/** A gift by an invented donor, as a file of August tells it. */
export const ACTBLUE_GIFT: ActBlueRow = {
  'Receipt ID': 'AB910000001', Date: '2026-08-14 13:03:11', Amount: '25.00', 'Recurrence Number': '1', 'Fundraising Page': 'harbor-supper', 'Reference Code': 'email-0814', 'Reference Code 2': 'top',
  'Donor First Name': 'Peregrine', 'Donor Last Name': 'Wintergreen', 'Donor Addr1': '8 Lantern Quay', 'Donor City': 'Sandusky', 'Donor State': 'OH', 'Donor ZIP': '44870', 'Donor Country': 'United States',
  'Donor Occupation': 'Cooper', 'Donor Employer': 'Quayside Barrels', 'Donor Email': 'peregrine@example.org', 'Donor Phone': '4195550100', 'Lineitem ID': '710000001', 'Recipient Committee': 'Friends of Nobody',
  'Recipient ID': '4321', 'Recipient Gov ID': 'C00999999', Fee: '0.99', 'Recur Weekly': 'f',
};

/** The text of a file with such rows, each a gift with what is said of it here. */
export function actBlueFile(rows: readonly ActBlueRow[], header = actBlueHeader()): string {
  const quoted = (cell: string) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
  const lines = rows.map((row) => header.map((name, at) => (header.indexOf(name) === at ? ((({ ...ACTBLUE_GIFT, ...row }) as ActBlueRow)[name] ?? '') : '')));
  return [header, ...lines].map((cells) => `${cells.map(quoted).join(',')}\r\n`).join('');
}

/** The columns as ActBlue writes them, from a file of its layout. */
export function actBlueHeader(): string[] {
  return /^[^\r\n]*/.exec(readFileSync(FIXTURE, 'utf8'))![0].split(',');
}

/** What ActBlue's webhook posts for the same gift, with members as it sends them that nobody here reads. */
export function actBlueNotice(row: ActBlueRow = {}, lineitem: object = {}, contribution: object = {}) {
  const told = { ...ACTBLUE_GIFT, ...row } as ActBlueRow;
  return {
    donor: {
      firstname: told['Donor First Name'], lastname: told['Donor Last Name'], addr1: told['Donor Addr1'], city: told['Donor City'], state: told['Donor State'], zip: told['Donor ZIP'], country: told['Donor Country'],
      isEligibleForExpressLane: false, email: told['Donor Email'], phone: told['Donor Phone'], employerData: { employer: told['Donor Employer'], occupation: told['Donor Occupation'], employerAddr1: null },
    },
    contribution: {
      createdAt: '2026-08-14T13:03:02-04:00', orderNumber: told['Receipt ID'], contributionForm: told['Fundraising Page'], refcodes: { refcode: told['Reference Code'] }, refcode: told['Reference Code'],
      refcode2: told['Reference Code 2'], creditCardExpiration: null, recurringPeriod: 'once', recurringDuration: 1, isPaypal: false, status: 'approved', customFields: [], merchandise: [], ...contribution,
    },
    lineitems: [
      {
        sequence: Number(told['Recurrence Number']), entityId: Number(told['Recipient ID']), fecId: told['Recipient Gov ID'], committeeName: told['Recipient Committee'], amount: told.Amount,
        paidAt: `${told.Date!.replace(' ', 'T')}-04:00`, paymentId: 242_184_335, lineitemId: Number(told['Lineitem ID']), ...lineitem,
      },
    ],
    form: { name: told['Fundraising Page'], kind: 'page' },
  };
}
