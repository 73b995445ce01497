import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { EVENT_LOG, eventIdOf, handleAll, requestDigest, type EventLog, type Intent, type Meta, type RecordedEvent, type Verdict, withMembers } from '@fieldledger/kernel';
import { saidOfErased, VAULT, type Vault } from '@fieldledger/privacy';
import { askedOf } from './asked.js';
import { contextFor, ContributionContexts, type Prepared } from './contribution-contexts.js';
import type { Contribution, ContributionEvent } from './contribution-events.js';
import { stateOf, streamOf } from './contribution-handlers.js';
import { contributionDecider } from './contribution.js';
import type { ContributionState } from './contribution-state.js';
import { personOf } from './contributor.js';
import { Filings } from './filing-handlers.js';
import { holdingVersion, madeLast, type FilingVersion } from './filing.js';
import type { SightContribution } from './sighting-commands.js';
import { isToldByLater, sightContribution, sightingIdOf, type InTheClear, type SightingContext } from './sighting.js';

/** Lineitems as other systems tell them, with one answer each. */
export class SightContributions extends Command<Verdict[]> {
  constructor(
    readonly items: readonly SightContribution[],
    readonly meta: Meta,
    readonly atomic: boolean,
  ) {
    super();
  }
}

@CommandHandler(SightContributions)
export class SightContributionsHandler implements ICommandHandler<SightContributions> {
  constructor(
    @Inject(EVENT_LOG) private readonly log: EventLog,
    @Inject(VAULT) private readonly vault: Vault,
    private readonly contexts: ContributionContexts,
    private readonly filings: Filings,
  ) {}

  /** What is known already is read first, because a sighting is named by what it tells anew. */
  async execute({ items, meta, atomic }: SightContributions): Promise<Verdict[]> {
    const { organization } = meta;
    const histories = await this.log.readStreams(organization, items.map(({ contributionId }) => streamOf(contributionId)));
    const known = items.map(({ contributionId }) => histories.get(streamOf(contributionId)) ?? []);
    const states = known.map(stateOf);
    // Marks do not depend on the event, so what is told is marked first, named by its marks, and sealed when it is decided upon.
    const [supersededRows, prepared] = await Promise.all([
      this.supersededRows(organization, items),
      this.contexts.prepare(organization, items.map(({ contributionId, contributor, remarks, electionDescription }) => ({ recordId: contributionId, contributor, remarks, electionDescription }))),
    ]);
    const superseded = items.map((item, i) => supersededRows[i] ?? (isToldByLater(item, states[i]!) ? { rowIsKept: true, isComplete: false } : undefined));
    const requests = items.map((item, i) => contentOf(item, askedOf(item, prepared[i]!)));
    const eventIds = items.map(({ contributionId }) => (requestId: string) => eventIdOf(organization, streamOf(contributionId), requestId));
    const digests = requests.map(requestDigest);
    const requestIds = items.map((item, i) => sightingIdOf(item, digests[i]!, states[i]!, known[i]!, eventIds[i]!, superseded[i]));
    const ids = requestIds.map((requestId, i) => eventIds[i]!(requestId));
    // A repeat is answered without a look at what it says.
    const isRepeat = ids.map((sighted, i) => known[i]!.some(({ id }) => id === sighted));
    const before = await this.opened(known.map((history, i) => (isRepeat[i] ? [] : history)), states);
    const toldHere = toldUnder(items, prepared);
    const intents = items.map((item, i): Intent<ContributionState, ContributionEvent> => {
      const context = (state: ContributionState): SightingContext => ({
        ...contextFor(ids[i]!, prepared[i]!), before: toldHere(state) ?? before[i], superseded: superseded[i],
        told: inTheClear(item),
      });
      return {
        streamId: item.contributionId,
        requestId: requestIds[i]!,
        request: requests[i]!,
        digest: digests[i]!,
        meta: { ...meta, provenance: item.provenance ?? null },
        opens: known[i]!.length === 0,
        decide: (state) => sightContribution(item, context(state), state, meta),
      };
    });
    return saidOfErased(await handleAll(this.log, contributionDecider, intents, { atomic }), (i) => prepared[i]!.forgotten);
  }

  /** What is private in what holds of each contribution, opened to be compared: each member may be of another event. */
  private async opened(histories: readonly (readonly RecordedEvent[])[], states: readonly ContributionState[]): Promise<(InTheClear | undefined)[]> {
    const holds = (i: number, field: SealedMember) => {
      const mark = states[i]!.contribution?.[field]?.mark;
      return mark === undefined ? undefined : histories[i]!.findLast(({ data }) => (data as Partial<Contribution>)[field]?.mark === mark);
    };
    const wanted = histories.flatMap((_, i) => SEALED_MEMBERS.map((field) => holds(i, field)).filter((event) => event !== undefined));
    const unique = [...new Map(wanted.map((event) => [event.id, event])).values()];
    const opened = unique.length > 0 ? await this.vault.unseal(unique) : [];
    const clear = new Map(unique.map(({ id }, n) => [id, opened[n] as Opened]));
    return states.map(({ contribution }, i) => {
      if (!contribution || histories[i]!.length === 0) return undefined;
      const of = <M extends SealedMember>(field: M): Opened[M] => clear.get(holds(i, field)?.id ?? '')?.[field];
      const [person, remarks, election] = [of('person'), of('remarks'), of('election')];
      // What was forgotten cannot be compared member by member.
      return person === null || remarks === null || election === null ? undefined : { person, remarks, electionDescription: election ?? contribution.electionDescription };
    });
  }

  /** For each row of a filing, whether a complete version after it holds, and keeps the row. */
  private async supersededRows(organization: string, items: readonly SightContribution[]): Promise<SightingContext['superseded'][]> {
    const reports = new Map<string, { versions: readonly FilingVersion[]; holding?: FilingVersion; rows?: ReadonlySet<string> }>();
    for (const { filing } of items) {
      if (!filing || reports.has(filing.reportId)) continue;
      const versions = await this.filings.versions(organization, filing.reportId);
      const holding = holdingVersion(versions);
      reports.set(filing.reportId, { versions, holding, rows: holding && holding.filingId !== filing.filingId ? await this.filings.rows(organization, holding) : undefined });
    }
    return items.map(({ filing, contributionId }) => {
      const report = filing && reports.get(filing.reportId);
      if (!report?.holding || report.holding.filingId === filing!.filingId) return undefined;
      const mine = report.versions.find(({ filingId }) => filingId === filing!.filingId);
      const isOlder = mine ? madeLast(report.versions.filter((it) => it === mine || it === report.holding)) !== mine : report.holding.amendmentNumber > filing!.amendmentNumber;
      return isOlder ? { rowIsKept: report.rows!.has(contributionId), isComplete: true, isAgain: mine?.complete } : undefined;
    });
  }
}

/** What of a contribution is sealed, each by itself. */
const SEALED_MEMBERS = ['person', 'remarks', 'election'] as const;
type SealedMember = (typeof SEALED_MEMBERS)[number];
/** Null where it was forgotten. */
type Opened = { readonly person?: InTheClear['person'] | null; readonly remarks?: InTheClear['remarks'] | null; readonly election?: string | null };

const inTheClear = ({ contributor, remarks, electionDescription }: SightContribution): InTheClear => ({ person: contributor && personOf(contributor), remarks, electionDescription });

/** What holds of a contribution, in the clear, where an item before in the same request told it: it is in no history that was read. */
function toldUnder(items: readonly SightContribution[], prepared: readonly Prepared[]): (state: ContributionState) => InTheClear | undefined {
  const of = (field: SealedMember) => new Map(prepared.flatMap(({ marks }, i) => (marks[field] ? [[marks[field].mark, inTheClear(items[i]!)]] : [])));
  const [persons, words, elections] = [of('person'), of('remarks'), of('election')];
  return ({ contribution }) => {
    if (!contribution) return undefined;
    const { person, remarks, election } = contribution;
    const told = { person: persons.get(person?.mark ?? ''), remarks: words.get(remarks?.mark ?? ''), election: elections.get(election?.mark ?? '') };
    const isKnown = SEALED_MEMBERS.every((field) => contribution[field] === undefined || told[field] !== undefined);
    return isKnown ? { person: told.person?.person, remarks: told.remarks?.remarks, electionDescription: told.election?.electionDescription ?? contribution.electionDescription } : undefined;
  };
}

/** What is told, whoever tells it in whichever file or version. */
function contentOf({ contributionId, filing }: SightContribution, asked: Record<string, unknown>): object {
  return withMembers(asked, { filing: undefined, source: undefined, restates: undefined, contributionId, transactionId: filing?.transactionId, backReferenceId: filing?.backReferenceId });
}
