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

/** What contributions are read against: the organization's committees, and what is sealed for the events to come. */
@Injectable()
export class ContributionContexts {
  constructor(
    @Inject(EVENT_LOG) private readonly log: EventLog,
    @Inject(VAULT) private readonly vault: Vault,
  ) {}

  /** In the same order; two round trips, at once, whatever the number. */
  async load(organization: string, items: readonly Private[]): Promise<ContributionContext[]> {
    const [committees, lookups] = await Promise.all([this.committees(organization), this.vault.lookups(organization)]);
    const givers = items.map(({ contributor }) => (contributor ? giverOf(contributor, lookups) : null));
    // Words about a gift of which nobody is named are kept with the gift's own key.
    const wanted = items.map((item, i) => toSeal(item, item.answer?.subject ?? givers[i]?.subject ?? lookups.subject('anonymous', item.eventId)));
    const needed = wanted.flatMap((want, i) => (want ? [{ want, i }] : []));
    const sealed = needed.length > 0 ? await this.vault.seal(organization, needed.map(({ want }) => want)) : [];
    const sealedOf = new Map(needed.map(({ i }, n) => [i, sealed[n]]));
    return items.map((_, i) => ({ committees, giver: givers[i]!, ...sealedOf.get(i), forgotten: sealedOf.has(i) && sealedOf.get(i) === undefined }));
  }

  private async committees(organization: string): Promise<CommitteeState> {
    const events = await this.log.readStream(organization, `${committeesDecider.kind}-${committeesStreamId(organization)}`);
    return (events as unknown as CommitteesEvent[]).reduce(committeesDecider.evolve, committeesDecider.initial);
  }
}

function toSeal({ eventId, contributor, remarks, answer }: Private, subject: string): ToSeal | undefined {
  const person = contributor && personOf(contributor);
  const members = { person: person && Object.keys(person).length > 0 ? person : undefined, remarks: worded(remarks), answer: answer?.value };
  return Object.values(members).some((value) => value !== undefined) ? { subject, eventId, members } : undefined;
}

function worded(remarks: Remarks | undefined): object | undefined {
  const { purpose, memoText, comment } = remarks ?? {};
  return purpose === undefined && memoText === undefined && comment === undefined ? undefined : { purpose, memoText, comment };
}
