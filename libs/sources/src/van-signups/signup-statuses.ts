import type { SightSignup } from '@fieldledger/volunteering';
import { RowFault } from '../source.js';
import type { JsonItem } from '../json-items.js';
import { idIn, textIn } from '../json-member.js';

export type Status = Pick<SightSignup, 'status' | 'confirmations'>;

/** VAN's common statuses with the ids they mostly have (field samples), and other spellings; ids are instance data, so a name counts before an id. */
const COMMON: readonly (readonly [name: string, id: string | null, status: Status])[] = [
  ['scheduled', '1', { status: 'scheduled' }], ['sched web', '30', { status: 'scheduled' }], ['completed', '2', { status: 'completed' }], ['declined', '3', { status: 'declined' }],
  ['invited', '4', { status: 'invited' }], ['cancelled', '5', { status: 'cancelled' }], ['no show', '6', { status: 'no-show' }], ['confirmed', '11', { status: 'confirmed' }],
  ['conf twice', '23', { status: 'confirmed', confirmations: 2 }], ['conf thrice', null, { status: 'confirmed', confirmations: 3 }], ['walk in', '15', { status: 'walked-in' }], ['left msg', '18', { status: 'message-left' }],
  ['canceled', null, { status: 'cancelled' }], ['left message', null, { status: 'message-left' }], ['confirmed twice', null, { status: 'confirmed', confirmations: 2 }], ['confirmed thrice', null, { status: 'confirmed', confirmations: 3 }],
];
/** `No-Show`, `NoShow` and `Sched - Web` are `noshow` and `schedweb`. */
const plain = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]+/g, '');
const BY_NAME = new Map(COMMON.map(([name, , status]) => [plain(name), status]));
const BY_ID = new Map(COMMON.map(([, id, status]) => [id, status]));

/** What a committee's own table may say that a status means: one of ours, or a common one of VAN's, which says how often it was confirmed. */
export const commonStatus = (name: string): Status | undefined => BY_NAME.get(plain(name));

/** How a signup stands, by the committee's own table, else by the common one. @throws RowFault `status-missing`, `value-not-mapped` */
export function statusOf(status: JsonItem | undefined, own: ReadonlyMap<string, Status>): Status {
  const [id, name] = status ? [idIn(status, 'statusId'), textIn(status, 'name')?.trim()] : [];
  if (id === undefined && name === undefined) throw new RowFault('status-missing', 'The signup has no status. Export it again with it.');
  const known = own.get(name?.toLowerCase() ?? '') ?? own.get(id ?? '') ?? (name === undefined ? BY_ID.get(id!) : commonStatus(name));
  if (!known) throw new RowFault('value-not-mapped', `The status "${(name ?? id!).slice(0, 40)}" is not known. Say what it means in "statuses" of a mapping, such as {"statuses": {"My status": "confirmed"}}.`);
  return known;
}
