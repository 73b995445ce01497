import type { Marks } from './contribution-contexts.js';
import type { Giver } from './contributor.js';

/** What a repeat must say again, without a word of what is private: marks stand for it. */
export function askedOf(command: object, { giver, person, remarks, answer }: { readonly giver: Giver | null } & Marks): Record<string, unknown> {
  const { provenance: _provenance, contributor, to, remarks: _remarks, employer: _employer, occupation: _occupation, ...asked } = command as Record<string, unknown>;
  const named = giver ? contributorAsked(giver, person) : {};
  return { ...asked, ...(contributor !== undefined && { contributor: named }), ...(to !== undefined && { to: named }), ...markOnly({ remarks, answer }) };
}

/** A contributor in such a request, made of what the event holds: the type, the references, and a mark for all the rest. */
export function contributorAsked({ entityType, reference, committeeId }: Giver, person: { readonly mark: string } | undefined): object {
  return { entityType, reference, committeeId, ...(person && { mark: person.mark }) };
}

/** A sealed value and a mark alone stand for the same. */
const markOnly = (members: Marks) => Object.fromEntries(Object.entries(members).map(([name, it]) => [name, it && { mark: it.mark }]));
