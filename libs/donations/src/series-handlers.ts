import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { AskOf } from '@fieldledger/http';
import { EVENT_LOG, eventIdOf, type EventLog, type Verdict } from '@fieldledger/kernel';
import { isTaken, sealAndCarryOut, type Way } from './seal-and-carry-out.js';
import { ContributionContexts } from './contribution-contexts.js';
import type { CancelSeries, ChangeSeries, ChargeSeries, ReportFailedCharge, StartSeries } from './series-commands.js';
import type { SeriesEvent } from './series-events.js';
import { cancelSeries, changeSeries, chargeSeries, reportFailedCharge, seriesDecider, startSeries, type SeriesState } from './series.js';

/** Every command of a series, by what it does. */
interface Asked {
  start: StartSeries;
  charge: ChargeSeries;
  fail: ReportFailedCharge;
  change: ChangeSeries;
  cancel: CancelSeries;
}

/** How each is carried out. */
const WAYS: { readonly [A in keyof Asked]: Way<Asked[A], SeriesState, SeriesEvent> } = {
  start: { requestId: (it) => it.seriesId, opens: true, contributor: (it) => it.contributor, decide: (it, context) => startSeries(it, context) },
  charge: { requestId: (it) => it.chargeId, decide: (it, _context, state, meta) => chargeSeries(it, state, meta) },
  fail: { requestId: (it) => it.failureId, decide: (it, _context, state, meta) => reportFailedCharge(it, state, meta) },
  change: { requestId: (it) => it.changeId, decide: (it, _context, state, meta) => changeSeries(it, state, meta) },
  cancel: { requestId: (it) => it.cancellationId, decide: (it, _context, state, meta) => cancelSeries(it, state, meta) },
};

export class AskOfSeries<A extends keyof Asked = keyof Asked> extends AskOf<Asked, A> {}

@CommandHandler(AskOfSeries)
export class AskOfSeriesHandler implements ICommandHandler<AskOfSeries> {
  constructor(
    @Inject(EVENT_LOG) private readonly log: EventLog,
    private readonly contexts: ContributionContexts,
  ) {}

  async execute({ what, items, meta, atomic }: AskOfSeries): Promise<Verdict[]> {
    const way = WAYS[what] as Way<Asked[keyof Asked], SeriesState, SeriesEvent>;
    const carryOut = (these: readonly Asked[keyof Asked][]) => sealAndCarryOut(this.log, this.contexts, { decider: seriesDecider, way, items: these, streamId: ({ seriesId }) => seriesId, meta, atomic });
    const verdicts = await carryOut(items);
    const otherwise = what === 'start' ? items.filter(({ provenance }, i) => provenance !== undefined && isTaken(verdicts[i]!)) : [];
    if (otherwise.length === 0) return verdicts;
    const first = await this.startedBefore(otherwise, meta.organization);
    const others = items.filter((item) => !first.has(item));
    // Of an atomic batch nothing was stored, so all else in it is asked again.
    const answered = atomic ? await carryOut(others) : others.map((item) => verdicts[items.indexOf(item)]!);
    return items.map((item) => first.get(item) ?? answered[others.indexOf(item)]!);
  }

  /** How a series began, as it was told first: that holds, whatever other systems tell of its start. Where they tell its first gift otherwise, the gift's sighting says so. */
  private async startedBefore(told: readonly { readonly seriesId: string }[], organization: string): Promise<ReadonlyMap<object, Verdict>> {
    const streamOf = (seriesId: string) => `${seriesDecider.kind}-${seriesId}`;
    const histories = await this.log.readStreams(organization, told.map(({ seriesId }) => streamOf(seriesId)));
    return new Map(told.map((item) => {
      const stream = streamOf(item.seriesId);
      const { id, revision, position, recordedAt, type, data } = histories.get(stream)!.find((event) => event.id === eventIdOf(organization, stream, item.seriesId))!;
      return [item, { receipt: { id, stream, revision, position, recordedAt }, again: true, events: [{ type, data }] }];
    }));
  }
}
