import type { Prepared } from './contribution-contexts.js';
import { contributorAsked } from './contributor.js';

/** What a repeat must say again, without a word of what is private: marks stand for it. */
export function askedOf(command: object, { giver, marks: { person, remarks, answer } }: Pick<Prepared, 'giver' | 'marks'>): Record<string, unknown> {
  const { provenance: _provenance, contributor, to, remarks: _remarks, employer: _employer, occupation: _occupation, ...asked } = command as Record<string, unknown>;
  const named = giver ? contributorAsked(giver, person) : {};
  return { ...asked, ...(contributor !== undefined && { contributor: named }), ...(to !== undefined && { to: named }), ...(remarks && { remarks: markOf(remarks) }), ...(answer && { answer: markOf(answer) }) };
}

const markOf = ({ mark }: { readonly mark: string }) => ({ mark });
