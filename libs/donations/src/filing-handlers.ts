import { Inject, Injectable } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { EVENT_LOG, handle, handleAll, Rejection, type Answer, type EventLog, type Intent, type Meta } from '@fieldledger/kernel';
import type { ContributionEvent } from './contribution-events.js';
import { contributionDecider } from './contribution.js';
import type { ContributionState } from './contribution-state.js';
import type { CompleteFiling, ListFilingRows, ReceiveFiling } from './filing-commands.js';
import type { FilingEvent, FilingRowsListed } from './filing-events.js';
import { completeFiling, filingDecider, holdingVersion, listFilingRows, receiveFiling, rowsStreamId, type FilingState, type FilingVersion } from './filing.js';
import { dropped, droppedId } from './sighting.js';

/** The versions of reports and the rows of each, read from the log. */
@Injectable()
export class Filings {
  constructor(@Inject(EVENT_LOG) private readonly log: EventLog) {}

  private readonly remembered = new Map<string, ReadonlySet<string>>();

  async versions(organization: string, reportId: string): Promise<FilingState> {
    const events = await this.log.readStream(organization, `${filingDecider.kind}-${reportId}`);
    return (events as unknown as FilingEvent[]).reduce(filingDecider.evolve, filingDecider.initial);
  }

  /** The ids of a complete filing's rows; they never change, so the last few filings asked for are remembered. */
  async rows(organization: string, { filingId, parts }: FilingVersion): Promise<ReadonlySet<string>> {
    const name = `${organization} ${filingId} ${parts}`;
    const known = this.remembered.get(name);
    if (known) return known;
    const rows = new Set<string>();
    for await (const part of this.parts(organization, filingId, parts)) for (const id of part ?? []) rows.add(id);
    if (this.remembered.size >= FILINGS_REMEMBERED) this.remembered.clear();
    this.remembered.set(name, rows);
    return rows;
  }

  /** Whoever completes a filing withdraws what it has not: so its list must be the one that is spoken of. @throws Rejection `rows-missing`, `rows-differ` */
  async refuseUnlisted(organization: string, { filingId, parts, rows }: CompleteFiling): Promise<void> {
    let [part, listed] = [0, 0];
    for await (const ids of this.parts(organization, filingId, parts + 1)) {
      if (part < parts && !ids) throw new Rejection('conflict', 'rows-missing', `Part ${part} of the list of its rows is not recorded, and there are to be ${parts}. Send it to /filings/rows, then complete the filing.`);
      if (part === parts && ids) throw rowsDiffer(`at least ${parts + 1} parts, and is completed with ${parts}`);
      listed += ids?.length ?? 0;
      part++;
    }
    if (listed !== rows) throw rowsDiffer(`${listed} rows, and is completed with ${rows}`);
  }

  /** A filing's list of rows part by part; nothing for a part that did not come. */
  private async *parts(organization: string, filingId: string, parts: number): AsyncGenerator<readonly string[] | undefined> {
    for (let from = 0; from < parts; from += PARTS_AT_ONCE) {
      const streams = Array.from({ length: Math.min(PARTS_AT_ONCE, parts - from) }, (_, n) => `${filingDecider.kind}-${rowsStreamId(filingId, from + n)}`);
      const histories = await this.log.readStreams(organization, streams);
      for (const stream of streams) yield (histories.get(stream) as unknown as FilingRowsListed[] | undefined)?.[0]?.data.contributionIds;
    }
  }
}

const rowsDiffer = (what: string): Rejection => new Rejection('conflict', 'rows-differ', `The list of its rows has ${what}. Complete it with what was listed.`);

const PARTS_AT_ONCE = 20;
const FILINGS_REMEMBERED = 8;

/** A filing announces itself. */
export class OpenFiling extends Command<Answer> {
  constructor(readonly request: ReceiveFiling, readonly meta: Meta) {
    super();
  }
}

/** A part of a filing's list of rows. */
export class ListRows extends Command<Answer> {
  constructor(readonly request: ListFilingRows, readonly meta: Meta) {
    super();
  }
}

/** What completing a filing did. */
export interface Completed extends Answer {
  /** Rows of other versions that the one that holds has not. */
  readonly withdrawn: number;
  /** Another version was imported meanwhile, so that rows of this one may stand as that one told them: now that this one is complete, they are to be told once more. */
  readonly tellAgain: boolean;
}

/** A filing is complete. */
export class CloseFiling extends Command<Completed> {
  constructor(readonly request: CompleteFiling, readonly meta: Meta) {
    super();
  }
}

@CommandHandler(OpenFiling)
export class OpenFilingHandler implements ICommandHandler<OpenFiling> {
  constructor(@Inject(EVENT_LOG) private readonly log: EventLog) {}

  execute({ request, meta }: OpenFiling): Promise<Answer> {
    const { provenance = null, rows: _rows, ...asked } = request;
    return handle(this.log, filingDecider, {
      streamId: request.reportId, requestId: request.filingId, request: asked, meta: { ...meta, provenance }, opens: true, decide: (state) => receiveFiling(request, state),
    });
  }
}

@CommandHandler(ListRows)
export class ListRowsHandler implements ICommandHandler<ListRows> {
  constructor(@Inject(EVENT_LOG) private readonly log: EventLog) {}

  execute({ request, meta }: ListRows): Promise<Answer> {
    const streamId = rowsStreamId(request.filingId, request.part);
    return handle(this.log, filingDecider, { streamId, requestId: streamId, request, meta, opens: true, decide: () => listFilingRows(request) });
  }
}

@CommandHandler(CloseFiling)
export class CloseFilingHandler implements ICommandHandler<CloseFiling> {
  constructor(
    @Inject(EVENT_LOG) private readonly log: EventLog,
    private readonly filings: Filings,
  ) {}

  /** Withdrawing comes after completing; killed in between, the same request again finishes it. @throws Rejection `filing-missing`, `rows-missing`, `rows-differ` */
  async execute({ request, meta }: CloseFiling): Promise<Completed> {
    const before = await this.filings.versions(meta.organization, request.reportId);
    if (before.some(({ filingId, complete }) => filingId === request.filingId && !complete)) await this.filings.refuseUnlisted(meta.organization, request);
    const answer = await handle(this.log, filingDecider, {
      streamId: request.reportId, requestId: `${request.filingId} complete`, request, meta, opens: false, decide: (state) => completeFiling(request, state),
    });
    const versions = await this.filings.versions(meta.organization, request.reportId);
    const holding = holdingVersion(versions)!;
    const kept = await this.filings.rows(meta.organization, holding);
    let withdrawn = 0;
    for (const version of versions.filter(({ complete, filingId }) => complete && filingId !== holding.filingId)) {
      const gone = [...(await this.filings.rows(meta.organization, version))].filter((id) => !kept.has(id));
      for (let from = 0; from < gone.length; from += ROWS_AT_ONCE) withdrawn += await this.withdraw(gone.slice(from, from + ROWS_AT_ONCE), request.reportId, holding, meta);
    }
    return { ...answer, withdrawn, tellAgain: versions.some(({ filingId, crossed }) => filingId === request.filingId && crossed) };
  }

  private async withdraw(ids: readonly string[], reportId: string, { filingId, form, amendmentNumber, coverageFrom, coverageThrough }: FilingVersion, meta: Meta): Promise<number> {
    const filing = { filingId, reportId, form, amendmentNumber, coverageFrom, coverageThrough };
    const intents = ids.map((contributionId): Intent<ContributionState, ContributionEvent> => ({
      streamId: contributionId,
      requestId: droppedId(contributionId, filingId),
      request: { contributionId, filingId },
      meta,
      opens: false,
      decide: ({ status, contribution }) => {
        if (status !== 'standing') throw new Rejection('conflict', 'contribution-not-standing', 'It does not stand any more.');
        return [dropped(contribution!, filing)];
      },
    }));
    const verdicts = await handleAll(this.log, contributionDecider, intents);
    return verdicts.filter((verdict) => !(verdict instanceof Rejection) && !verdict.again).length;
  }
}

const ROWS_AT_ONCE = 500;
