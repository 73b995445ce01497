import { Inject, Injectable } from '@nestjs/common';
import { EVENT_LOG, type EventLog } from '@fieldledger/kernel';
import { VAULT, type Lookups, type Sealing, type Vault } from '@fieldledger/privacy';
import { committeesDecider, committeesStreamId, foldCommittees, type CommitteeState } from './committees.js';
import type { CommitteesEvent } from './committees-events.js';
import type { Remarks } from './contribution-commands.js';
import type { ContributionContext } from './contribution-context.js';
import type { Contributor } from './contributor-commands.js';
import { giverOf, personOf } from './contributor.js';

/** What of a command is private, and the record that it concerns. */
export interface Private {
  readonly recordId: string;
  readonly contributor?: Contributor;
  readonly remarks?: Remarks;
  readonly electionDescription?: string;
  /** A donor's answer, and whose it is. */
  readonly answer?: { readonly subject: string; readonly value: object };
}

/** A context before it is known which event will hold what is sealed. */
export interface Prepared extends Pick<ContributionContext, 'committees' | 'giver' | 'forgotten'> {
  readonly sealing: Sealing | undefined;
  /** What stands for the private members where only their equality matters. */
  readonly marks: Marks;
}

/** Marks of private members, by name. */
export type Marks = Readonly<Partial<Record<'person' | 'remarks' | 'election' | 'answer', { readonly mark: string }>>>;

/** What contributions are read against: the organization's committees, and what is sealed for the events to come. */
@Injectable()
export class ContributionContexts {
  constructor(
    @Inject(EVENT_LOG) private readonly log: EventLog,
    @Inject(VAULT) private readonly vault: Vault,
  ) {}

  /** In the same order; two round trips, at once, whatever the number. */
  async prepare(organization: string, items: readonly Private[]): Promise<Prepared[]> {
    const [committees, lookups] = await Promise.all([this.committees(organization), this.vault.lookups(organization)]);
    const givers = items.map(({ contributor, recordId }) => (contributor ? giverOf(contributor, lookups, recordId) : null));
    const unwanted = await this.suppressed(organization, items, lookups);
    const wanted = items.flatMap((item, i) => {
      const members = privateMembers(item);
      // Words about a gift of which nobody is named are kept with a key of the gift's own.
      return members && !unwanted.has(i) ? [{ i, subject: item.answer?.subject ?? givers[i]?.subject ?? lookups.subject('anonymous', item.recordId), members }] : [];
    });
    const sealings = wanted.length > 0 ? await this.vault.prepare(organization, wanted) : [];
    const prepared = givers.map((giver, i): Prepared => ({ committees, giver, forgotten: unwanted.has(i), sealing: undefined, marks: NOTHING }));
    for (const [n, { i }] of wanted.entries()) {
      const sealing = sealings[n];
      prepared[i] = { ...prepared[i]!, forgotten: sealing === undefined, sealing, marks: sealing?.marks ?? NOTHING };
    }
    return prepared;
  }

  /** Of whom nothing is recorded but the fact: they were erased, asked to be left out, and come again under another name or reference. */
  private async suppressed(organization: string, items: readonly Private[], lookups: Lookups): Promise<ReadonlySet<number>> {
    const tokens = items.map(({ contributor }) => (contributor && !contributor.gaveAgain ? lookups.knownBy(contributor) : []));
    const suppressed = await this.vault.suppressed(organization, tokens.flat());
    return new Set(tokens.flatMap((mine, i) => (mine.some((token) => suppressed.has(token)) ? [i] : [])));
  }

  private async committees(organization: string): Promise<CommitteeState> {
    const events = await this.log.readStream(organization, `${committeesDecider.kind}-${committeesStreamId(organization)}`);
    return foldCommittees(events as unknown as CommitteesEvent[]);
  }
}

/** With what is private sealed for the event that will hold it. */
export function contextFor(eventId: string, { committees, giver, forgotten, sealing }: Prepared): ContributionContext {
  return { ...sealing?.sealFor(eventId), committees, giver, forgotten };
}

const NOTHING: Marks = {};

function privateMembers({ contributor, remarks, electionDescription: election, answer }: Private): Readonly<Record<string, unknown>> | undefined {
  const [person, words] = [contributor && personOf(contributor), worded(remarks)];
  return person || words || answer || election !== undefined ? { person, remarks: words, election, answer: answer?.value } : undefined;
}

function worded(remarks: Remarks | undefined): object | undefined {
  const { purpose, memoText, comment } = remarks ?? {};
  return purpose === undefined && memoText === undefined && comment === undefined ? undefined : { purpose, memoText, comment };
}
