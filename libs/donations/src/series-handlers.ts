import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { AskOf } from '@fieldledger/http';
import { EVENT_LOG, type EventLog, type Verdict } from '@fieldledger/kernel';
import { sealAndCarryOut, type Way } from './seal-and-carry-out.js';
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

  execute({ what, items, meta, atomic }: AskOfSeries): Promise<Verdict[]> {
    const way = WAYS[what] as Way<Asked[keyof Asked], SeriesState, SeriesEvent>;
    return sealAndCarryOut(this.log, this.contexts, { decider: seriesDecider, way, items, streamId: ({ seriesId }) => seriesId, meta, atomic });
  }
}
