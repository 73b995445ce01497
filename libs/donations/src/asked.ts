import { withMembers } from '@fieldledger/kernel';
import { markedOf, type Sealed } from '@fieldledger/privacy';
import type { Prepared } from './contribution-contexts.js';
import type { ContributionEvent } from './contribution-events.js';
import { contributorAsked, type Giver } from './contributor.js';

/** What a repeat must say again, without a word of what is private: marks stand for it. */
export function askedOf(command: object, { giver, marks: { person, remarks, election, answer } }: Pick<Prepared, 'giver' | 'marks'>): Record<string, unknown> {
  const { contributor, to } = command as Record<string, unknown>;
  const named = giver ? contributorAsked(giver, person) : {};
  return withMembers(command, {
    provenance: undefined,
    employer: undefined,
    occupation: undefined,
    contributor: contributor && named,
    to: to && named,
    remarks: remarks && markOf(remarks),
    electionDescription: election && markOf(election),
    ...(answer && { answer: markOf(answer) }),
  });
}

const markOf = ({ mark }: { readonly mark: string }) => ({ mark });

/** The same of what is recorded of a contribution: without what we found out, or filled in where the request leaves it open. */
export function askedAsTold(data: ContributionEvent['data'], request: object = {}): Record<string, unknown> {
  const { giver, person, remarks, election, answer, changed, ...told } = data as Told;
  const { currency, basis, electionDescription } = request as Readonly<Record<string, unknown>>;
  const known: Record<string, unknown> = {
    ...told,
    // No event keeps these: dollars are all that is taken, and a refund is the same whether it was intended or has happened.
    ...(currency === 'USD' && { currency }),
    ...('refundId' in told && { basis }),
    ...(giver && { ['reattributionId' in told ? 'to' : 'contributor']: contributorAsked(giver, person) }),
    ...markedOf({ remarks, answer, electionDescription: election }),
    // Before it was sealed it was recorded as it is, which no mark can be compared with.
    ...(told.electionDescription !== undefined && { electionDescription: electionDescription ?? told.electionDescription }),
  };
  const isAsked = (name: string) => (changed ? ['amendmentId', 'contributionId', ...changed].includes(name) : !FOUND_OUT.includes(name) && (name in request || !isFilledIn(name, told)));
  return Object.fromEntries(Object.entries(known).filter(([name]) => isAsked(name)));
}

type Told = Readonly<Record<string, unknown>> & { readonly giver?: Giver | null; readonly person?: Sealed; readonly changed?: readonly string[] };

const FOUND_OUT: readonly string[] = ['flags', 'line', 'source', 'cycle', 'orphan', 'given'];

/** A return and a bounce are of all that remains, and name no amount. */
const isFilledIn = (name: string, told: object): boolean => ['committeeId', 'committeeKind', 'fromElection'].includes(name) || (name === 'amountCents' && ('returnId' in told || 'bounceId' in told));
