import type { Event } from '@fieldledger/kernel';
import type { Sealed } from '@fieldledger/privacy';
import type { Giver } from './contributor.js';
import type { CancelSeries, ChangeSeries, ChargeSeries, ReportFailedCharge, StartSeries } from './series-commands.js';

/** What we noticed about a fact that we recorded all the same. */
export type SeriesFlag = 'series-unknown' | 'after-cancellation' | 'charged-before' | 'cancelled-before' | 'person-forgotten';

/** One donor's promise of repeated gifts to one committee. What the person is called and where they live is in `person`, sealed. */
export interface Series extends Omit<StartSeries, 'contributor' | 'provenance'> {
  readonly giver: Giver | null;
  readonly person?: Sealed;
  readonly flags: readonly SeriesFlag[];
}

/** What every later event repeats, so that no reader needs the first; the committee is null as long as nobody told of the start. */
type Of = { readonly committeeId: string | null; readonly flags: readonly SeriesFlag[] };

export type SeriesStarted = Event<'SeriesStarted', Series>;
export type SeriesCharged = Event<'SeriesCharged', Omit<ChargeSeries, 'provenance'> & Of>;
export type SeriesChargeFailed = Event<'SeriesChargeFailed', Omit<ReportFailedCharge, 'provenance'> & Of>;
export type SeriesChanged = Event<'SeriesChanged', Omit<ChangeSeries, 'provenance'> & Of>;
export type SeriesCancelled = Event<'SeriesCancelled', Omit<CancelSeries, 'provenance'> & Of>;

export type SeriesEvent = SeriesStarted | SeriesCharged | SeriesChargeFailed | SeriesChanged | SeriesCancelled;
