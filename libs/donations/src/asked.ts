import type { Prepared } from './contribution-contexts.js';
import type { Giver } from './contributor.js';

/** What a repeat must say again, without a word of what is private: marks stand for it. */
export function askedOf(command: object, { giver, marks: { person, remarks, answer } }: Pick<Prepared, 'giver' | 'marks'>): Record<string, unknown> {
  const { provenance: _provenance, contributor, to, remarks: _remarks, employer: _employer, occupation: _occupation, ...asked } = command as Record<string, unknown>;
  const named = giver ? contributorAsked(giver, person) : {};
  return { ...asked, ...(contributor !== undefined && { contributor: named }), ...(to !== undefined && { to: named }), ...(remarks && { remarks: markOf(remarks) }), ...(answer && { answer: markOf(answer) }) };
}

/** A contributor in such a request, made of what the event holds: the type, the references, and a mark for all the rest. */
export function contributorAsked({ entityType, reference, committeeId }: Giver, person: { readonly mark: string } | undefined): object {
  return { entityType, reference, committeeId, ...(person && { mark: person.mark }) };
}

const markOf = ({ mark }: { readonly mark: string }) => ({ mark });
