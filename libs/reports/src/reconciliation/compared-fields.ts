import type { Schema } from '@fieldledger/http';
import type { Telling } from './contribution-history.js';

/** What two tellings of a contribution can differ in that is nobody's private matter, in the order in which a form asks for it. */
export const COMPARED_FIELDS = [
  'committeeId', 'line', 'transactionId', 'backReferenceId', 'entityType', 'contributorCommitteeId', 'amountCents', 'claimedAggregateCents', 'receivedOn', 'receivedAt', 'electionCode', 'method', 'sourceMarkers', 'earmark', 'memo',
  'itemize', 'unaggregated', 'sequence', 'feeCents', 'page', 'referenceCode', 'referenceCode2',
] as const satisfies readonly (keyof Telling)[];

export type ComparedField = (typeof COMPARED_FIELDS)[number];
export type FieldValues = Partial<Readonly<Record<ComparedField, string | number | boolean>>>;
/** Values by the names of their fields. */
export const VALUES: Schema = { type: 'object', additionalProperties: { type: ['string', 'number', 'boolean'] } };

export const isComparedField = (name: string): name is ComparedField => (COMPARED_FIELDS as readonly string[]).includes(name);

/** The values of some fields, those that are there. */
export function valuesOf(telling: Telling, fields: readonly string[]): FieldValues {
  return Object.fromEntries(COMPARED_FIELDS.flatMap((name) => (fields.includes(name) && telling[name] !== null ? [[name, telling[name]]] : [])));
}
