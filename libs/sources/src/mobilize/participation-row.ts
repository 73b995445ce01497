import type { RowReader } from '../headed-csv.js';
import { signupItem } from './signup-item.js';

const REQUIRED = ['id', 'modified_date', 'user_id', 'event_id', 'status'];

/** A row of the SQL mirror's participations. @throws Error that names the column which the file has not */
export function participationReader(columns: readonly string[]): RowReader {
  // Some warehouses write names in capitals.
  const header = columns.map((name) => name.toLowerCase());
  const missing = REQUIRED.find((name) => !header.includes(name));
  if (missing !== undefined) throw new Error(`The file has no column "${missing}", which Mobilize's participations have. Export the table with all of its columns.`);
  return (cells) => {
    const cell = (name: string): string | undefined => cells[header.indexOf(name)]?.trim() || undefined;
    return {
      items: [signupItem({
        id: cell('id'), status: cell('status'), attended: cell('attended'), createdDate: cell('created_date'), modifiedDate: cell('modified_date'), deletedDate: cell('deleted_date'),
        eventId: cell('event_id'), timeslotId: cell('timeslot_id'), userId: cell('user_id'), source: cell('referrer__utm_source'), startsAt: cell('override_start_date'), endsAt: cell('override_end_date'),
        person: {
          firstName: cell('user__given_name') ?? cell('given_name_at_signup'), lastName: cell('user__family_name') ?? cell('family_name_at_signup'),
          email: cell('user__email_address') ?? cell('email_at_signup'), phone: cell('user__phone_number') ?? cell('phone_number_at_signup'), zip: cell('user__postal_code') ?? cell('postal_code_at_signup'),
        },
      })],
    };
  };
}
