import { withMembers } from '@fieldledger/kernel';
import type { Prepared } from './contribution-contexts.js';
import { contributorAsked } from './contributor.js';

/** What a repeat must say again, without a word of what is private: marks stand for it. */
export function askedOf(command: object, { giver, marks: { person, remarks, answer } }: Pick<Prepared, 'giver' | 'marks'>): Record<string, unknown> {
  const { contributor, to } = command as Record<string, unknown>;
  const named = giver ? contributorAsked(giver, person) : {};
  return withMembers(command, {
    provenance: undefined,
    employer: undefined,
    occupation: undefined,
    contributor: contributor && named,
    to: to && named,
    remarks: remarks && markOf(remarks),
    ...(answer && { answer: markOf(answer) }),
  });
}

const markOf = ({ mark }: { readonly mark: string }) => ({ mark });
