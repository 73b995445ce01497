import { ERASED, type NamedContributor } from '../contributors/contributors.query.js';

/** How to reach a donor; null is what was not given. For keys that may see persons. */
export interface WhomToAsk {
  readonly name: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  readonly address: string | null;
}

export function whomToAsk(named: NamedContributor | undefined): WhomToAsk {
  if (named?.erased) return { name: ERASED, email: null, phone: null, address: null };
  const { prefix, firstName, middleName, lastName, suffix, email = null, phone = null, street1, street2, city, state, zip } = named?.person ?? {};
  return { name: joined(' ', prefix, firstName, middleName, lastName, suffix), email, phone, address: joined(', ', street1, street2, city, joined(' ', state, zip) ?? undefined) };
}

function joined(by: string, ...parts: readonly (string | undefined)[]): string | null {
  return parts.filter((part) => part !== undefined).join(by) || null;
}
