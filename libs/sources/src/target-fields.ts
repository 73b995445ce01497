import type { RecordAttempt } from '@fieldledger/contacts';
import { CODE } from '@fieldledger/kernel';
import { instantFrom, isZone, type DateOrder } from './local-time.js';
import { RowFault, type RowReading } from './source.js';

/** The fields of an attempt that a row can fill, and what each must look like. */
export const TARGET_FIELDS = {
  'voter.system': 'code', 'voter.scope': 'code', 'voter.id': 'code',
  contactTypeId: 'whole', inputTypeId: 'whole', resultCodeId: 'whole',
  canvasserId: 'code', turfId: 'code', listId: 'code', doorId: 'code', precinctId: 'code', campaignId: 'code', batchId: 'code',
  attemptedAt: 'time', zone: 'zone',
} as const satisfies Readonly<Record<string, 'code' | 'whole' | 'time' | 'zone'>>;

/** The name of such a field, as a mapping writes it. */
export type TargetField = keyof typeof TARGET_FIELDS;

/** Without these an attempt cannot be recorded. */
export const REQUIRED_FIELDS: readonly TargetField[] = [
  'voter.system', 'voter.scope', 'voter.id', 'contactTypeId', 'inputTypeId', 'resultCodeId', 'campaignId', 'attemptedAt',
];

/** An attempt before it is told where it came from. */
export type Attempted = Omit<RecordAttempt, 'provenance' | 'device' | 'responses'>;

/** What a row says of each field: text from the file or the mapping. */
export type FieldTexts = Partial<Record<TargetField, string>>;

/**
 * The attempt that the texts make; zones are handled here and nowhere else. Every text is checked as the door checks it:
 * the door would refuse a whole batch for one cell that is too long to send or holds a NUL.
 * @throws RowFault `cell-missing`, `bad-id`, `bad-number`, `bad-zone`, or as `instantFrom`
 */
export function attemptFrom(attemptId: string, texts: FieldTexts, from: (field: TargetField) => string, dates?: DateOrder): Attempted {
  for (const field of REQUIRED_FIELDS) {
    if (texts[field] === undefined) throw new RowFault('cell-missing', `${field} is required and ${from(field)} is blank. Fill it in and import the file again.`);
  }
  const code = (field: TargetField) => codeFrom(texts[field]!, field, from);
  const whole = (field: TargetField) => wholeFrom(texts[field]!, field, from);
  const ifThere = (field: TargetField) => (texts[field] === undefined ? undefined : code(field));
  const zone = zoneFrom(texts.zone, from);
  return withoutBlanks({
    attemptId,
    voter: { system: code('voter.system'), scope: code('voter.scope'), id: code('voter.id') },
    contactTypeId: whole('contactTypeId'),
    inputTypeId: whole('inputTypeId'),
    resultCodeId: whole('resultCodeId'),
    canvasserId: ifThere('canvasserId'),
    turfId: ifThere('turfId'),
    listId: ifThere('listId'),
    doorId: ifThere('doorId'),
    precinctId: ifThere('precinctId'),
    campaignId: code('campaignId'),
    batchId: ifThere('batchId'),
    attemptedAt: instantFrom(texts.attemptedAt!, zone, dates),
    zone,
  });
}

/** A row that says one attempt. */
export function attemptReading(attempt: Attempted): RowReading {
  return { items: [{ door: 'contact-attempts', id: attempt.attemptId, item: attempt }] };
}

function codeFrom(text: string, field: TargetField, from: (field: TargetField) => string): string {
  if (CODE.test(text)) return text;
  throw new RowFault('bad-id', `${field} must be an id of 1 to 64 letters, digits and . _ : -, beginning with a letter or digit; ${from(field)} holds something else. Mend the cell, or use "slug" or "values" in the mapping.`);
}

function wholeFrom(text: string, field: TargetField, from: (field: TargetField) => string): number {
  const number = /^\d{1,10}$/.test(text) ? Number(text) : 0;
  if (number >= 1 && number <= 2_147_483_647) return number;
  throw new RowFault('bad-number', `${field} must be a whole number from 1; ${from(field)} holds something else. Mend the cell, or translate it by "values" in the mapping.`);
}

function zoneFrom(text: string | undefined, from: (field: TargetField) => string): string | undefined {
  if (text === undefined || isZone(text)) return text;
  throw new RowFault('bad-zone', `zone must be an IANA time zone, such as America/New_York; ${from('zone')} holds something else. Mend the cell, or translate it by "values" in the mapping.`);
}

/** A member that is undefined would not reach the server, and the object should say what is sent. */
function withoutBlanks(attempt: Attempted): Attempted {
  return Object.fromEntries(Object.entries(attempt).filter(([, value]) => value !== undefined)) as unknown as Attempted;
}
