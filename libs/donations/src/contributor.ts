import type { EntityType } from '@fieldledger/finance-rules';
import type { Lookups } from '@fieldledger/privacy';
import type { Contributor } from './contributor-commands.js';

/** Who gave, as everybody may know it: tokens that only the organization can make, and which details there are. */
export interface Giver {
  readonly entityType: EntityType;
  /** Whose key seals the details. */
  readonly subject: string;
  readonly reference?: { readonly system: string; readonly scope: string; readonly id: string };
  readonly committeeId?: string;
  /** Last name (or organization), first name and ZIP5, without case, accents and punctuation: a keyed token of them. */
  readonly nameZip?: string;
  readonly email?: string;
  /** The names of the details that were given, so that what is missing is known without opening anything. */
  readonly given: readonly string[];
}

/** The details of a person that are sealed. */
export type Person = Omit<Contributor, 'entityType' | 'reference' | 'committeeId' | 'gaveAgain'>;

/** In the order in which forms ask for them. */
export const PERSON_MEMBERS = [
  'organizationName', 'lastName', 'firstName', 'middleName', 'prefix', 'suffix', 'street1', 'street2', 'city', 'state', 'zip', 'country', 'employer', 'occupation', 'email', 'phone',
] as const satisfies readonly (keyof Person)[];

/** The details alone, named one by one; undefined when there are none. */
export function personOf(contributor: Contributor): Person | undefined {
  const person: Record<string, string> = {};
  let some = false;
  for (const name of PERSON_MEMBERS) {
    const value = contributor[name];
    if (value === undefined) continue;
    person[name] = value;
    some = true;
  }
  return some ? person : undefined;
}

/** Who gave, without saying who. @param recordId of the gift, the series or the pledge */
export function giverOf(contributor: Contributor, lookups: Lookups, recordId: string): Giver {
  const { entityType, reference, committeeId, organizationName, lastName, firstName, zip, email, gaveAgain } = contributor;
  const [last, first, zip5] = [plain(organizationName ?? lastName), plain(firstName), plain(zip).slice(0, 5)];
  const named = last === '' ? undefined : lookups.person('name-zip', last, first, zip5);
  const emailToken = email !== undefined && plain(email) !== '' ? lookups.email(email) : undefined;
  return {
    entityType,
    subject: gaveAgain ? lookups.subject('gave-again', recordId) : subjectOf(reference, named, emailToken, lookups, recordId),
    ...(reference && { reference: { system: reference.system, scope: reference.scope, id: reference.id } }),
    ...(committeeId !== undefined && { committeeId }),
    ...(named && { nameZip: named.token }),
    ...(emailToken !== undefined && { email: emailToken }),
    given: PERSON_MEMBERS.filter((member) => contributor[member] !== undefined),
  };
}

/** The producer's reference, else the name and ZIP code, else the e-mail address; where none is known, the record: nobody shares a key with a stranger. */
function subjectOf(reference: Giver['reference'], named: { readonly subject: string } | undefined, emailToken: string | undefined, lookups: Lookups, recordId: string): string {
  if (reference) return lookups.subject('reference', reference.system, reference.scope, reference.id);
  if (named) return named.subject;
  return emailToken === undefined ? lookups.subject('anonymous', recordId) : lookups.subject('email', emailToken);
}

/** A contributor in what a repeat must say again, made of what the event holds: the type, the references, and a mark for all the rest. */
export function contributorAsked({ entityType, reference, committeeId }: Giver, person: { readonly mark: string } | undefined): object {
  return { entityType, reference, committeeId, ...(person && { mark: person.mark }) };
}

/** Compared, names have neither case nor accents nor punctuation; stored, they are exactly as they were sent. */
function plain(text: string | undefined): string {
  if (text === undefined || PLAIN.test(text)) return text ?? '';
  return text.normalize('NFKD').replace(/[^\p{L}\p{N}]/gu, '').toUpperCase();
}

const PLAIN = /^[0-9A-Z]*$/;
