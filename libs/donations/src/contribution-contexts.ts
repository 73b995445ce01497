import { Inject, Injectable } from '@nestjs/common';
import { EVENT_LOG, type EventLog } from '@fieldledger/kernel';
import { VAULT, type ToSeal, type Vault } from '@fieldledger/privacy';
import { committeesDecider, committeesStreamId, type CommitteeState } from './committees.js';
import type { CommitteesEvent } from './committees-events.js';
import type { Remarks } from './contribution-commands.js';
import type { ContributionContext } from './contribution.js';
import type { Contributor } from './contributor-commands.js';
import { giverOf, personOf } from './contributor.js';

/** What of a command is private, and the event that will hold it. */
export interface Private {
  readonly eventId: string;
  readonly contributor?: Contributor;
  readonly remarks?: Remarks;
  /** A donor's answer, and whose it is. */
  readonly answer?: { readonly subject: string; readonly value: object };
}

/** A command's private members and whose they are, before they are sealed. */
export interface Prepared {
  readonly committees: CommitteeState;
  readonly giver: ContributionContext['giver'];
  /** Whose key seals the members; undefined where nobody is named. */
  readonly subject: string | undefined;
  readonly members: Readonly<Record<string, unknown>> | undefined;
}

/** What stands for private members where only their equality matters. */
export type Marks = Readonly<Partial<Record<'person' | 'remarks' | 'answer', { readonly mark: string }>>>;

/** What contributions are read against: the organization's committees, and what is sealed for the events to come. */
@Injectable()
export class ContributionContexts {
  constructor(
    @Inject(EVENT_LOG) private readonly log: EventLog,
    @Inject(VAULT) private readonly vault: Vault,
  ) {}

  /** In the same order; two round trips, at once, whatever the number. */
  async load(organization: string, items: readonly Private[]): Promise<ContributionContext[]> {
    return this.seal(organization, await this.prepare(organization, items), items.map(({ eventId }) => eventId));
  }

  /** All but the sealing, for events that are not known yet: whoever gave, and the marks of what is private. */
  async prepare(organization: string, items: readonly Omit<Private, 'eventId'>[]): Promise<Prepared[]> {
    const [committees, lookups] = await Promise.all([this.committees(organization), this.vault.lookups(organization)]);
    return items.map((item) => {
      const giver = item.contributor ? giverOf(item.contributor, lookups) : null;
      return { committees, giver, subject: item.answer?.subject ?? giver?.subject, members: privateMembers(item) };
    });
  }

  /** The marks that the private members will have; undefined where there are none, or the person was forgotten. */
  async marks(organization: string, prepared: readonly Prepared[], eventIds: readonly string[]): Promise<(Marks | undefined)[]> {
    return this.forThoseWithMembers(organization, prepared, eventIds, (wanted) => this.vault.marks(organization, wanted));
  }

  /** Seals each for the event that will hold it. */
  async seal(organization: string, prepared: readonly Prepared[], eventIds: readonly string[]): Promise<ContributionContext[]> {
    const sealed = await this.forThoseWithMembers(organization, prepared, eventIds, (wanted) => this.vault.seal(organization, wanted));
    return prepared.map(({ committees, giver, members }, i) => ({ committees, giver, ...sealed[i], forgotten: members !== undefined && sealed[i] === undefined }));
  }

  private async forThoseWithMembers<T>(organization: string, prepared: readonly Prepared[], eventIds: readonly string[], ask: (wanted: readonly ToSeal[]) => Promise<(T | undefined)[]>): Promise<(T | undefined)[]> {
    const lookups = await this.vault.lookups(organization);
    const wanted = prepared.flatMap(({ subject, members }, i): (ToSeal & { readonly i: number })[] =>
      // Words about a gift of which nobody is named are kept with a key of the gift's own.
      members ? [{ i, subject: subject ?? lookups.subject('anonymous', eventIds[i]!), eventId: eventIds[i]!, members }] : [],
    );
    const answers = wanted.length > 0 ? await ask(wanted) : [];
    const byIndex = new Map(wanted.map(({ i }, n) => [i, answers[n]]));
    return prepared.map((_, i) => byIndex.get(i));
  }

  private async committees(organization: string): Promise<CommitteeState> {
    const events = await this.log.readStream(organization, `${committeesDecider.kind}-${committeesStreamId(organization)}`);
    return (events as unknown as CommitteesEvent[]).reduce(committeesDecider.evolve, committeesDecider.initial);
  }
}

function privateMembers({ contributor, remarks, answer }: Omit<Private, 'eventId'>): Prepared['members'] {
  const person = contributor && personOf(contributor);
  const members = { person: person && Object.keys(person).length > 0 ? person : undefined, remarks: worded(remarks), answer: answer?.value };
  return Object.values(members).some((value) => value !== undefined) ? members : undefined;
}

function worded(remarks: Remarks | undefined): object | undefined {
  const { purpose, memoText, comment } = remarks ?? {};
  return purpose === undefined && memoText === undefined && comment === undefined ? undefined : { purpose, memoText, comment };
}
