import { Rejection, type Decider, type Meta } from '@fieldledger/kernel';
import { positive } from './cents.js';
import type { ContributionContext } from './contribution-context.js';
import type { CancelSeries, ChangeSeries, ChargeSeries, ReportFailedCharge, StartSeries } from './series-commands.js';
import type { SeriesEvent, SeriesFlag } from './series-events.js';
import { contributorAsked } from './contributor.js';
import { refuseUnlikelyDay } from './unlikely-day.js';

export interface SeriesState {
  /** Null as long as nobody told of the start. */
  readonly committeeId: string | null;
  /** The earliest day that anybody named. */
  readonly cancelledOn: string | null;
  /** The contributions that its charges made. */
  readonly charged: ReadonlySet<string>;
}

export const seriesDecider: Decider<SeriesState, SeriesEvent> = {
  kind: 'series',
  initial: { committeeId: null, cancelledOn: null, charged: new Set() },
  evolve,
  versions: { SeriesStarted: 1, SeriesCharged: 1, SeriesChargeFailed: 1, SeriesChanged: 1, SeriesCancelled: 1 },
  occurredAt: (event) => `${dayOf(event)}T00:00:00.000Z`,
  asked: (data) => {
    const { flags: _flags, ...told } = data;
    if ('startedOn' in told) {
      const { giver, person, ...asked } = told;
      return { ...asked, ...(giver && { contributor: contributorAsked(giver, person) }) };
    }
    const { committeeId: _committeeId, ...asked } = told;
    return asked;
  },
};

/** A fact, also after its first charges. @throws Rejection `amount-not-positive`, `amount-too-large` */
export function startSeries(command: StartSeries, context: ContributionContext): SeriesEvent[] {
  const { seriesId, committeeId, amountCents, frequency, startedOn, plannedCharges, page, referenceCode } = command;
  const { giver, person } = context;
  return [
    {
      type: 'SeriesStarted',
      data: { seriesId, committeeId, amountCents: positive(amountCents), frequency, startedOn, plannedCharges, page, referenceCode, giver, person, flags: context.forgotten ? ['person-forgotten'] : [] },
    },
  ];
}

/** A fact, whatever the order; a contribution that was counted as a charge already is flagged, and counts once. @throws Rejection `date-out-of-range`, amounts as above */
export function chargeSeries(command: ChargeSeries, state: SeriesState, meta: Meta): SeriesEvent[] {
  const { chargeId, seriesId, contributionId, amountCents, sequence, chargedOn, terms } = command;
  refuseUnlikelyDay(chargedOn, '/chargedOn', meta);
  const again: SeriesFlag[] = state.charged.has(contributionId) ? ['charged-before'] : [];
  return [
    {
      type: 'SeriesCharged',
      data: {
        chargeId, seriesId, committeeId: state.committeeId, contributionId, amountCents: positive(amountCents), sequence, chargedOn,
        terms: terms && { committeeId: terms.committeeId, frequency: terms.frequency }, flags: [...noticed(state, chargedOn), ...again],
      },
    },
  ];
}

/** A fact, whatever the order. @throws Rejection `date-out-of-range` */
export function reportFailedCharge({ failureId, seriesId, sequence, failedOn, reasonCode }: ReportFailedCharge, state: SeriesState, meta: Meta): SeriesEvent[] {
  refuseUnlikelyDay(failedOn, '/failedOn', meta);
  return [{ type: 'SeriesChargeFailed', data: { failureId, seriesId, committeeId: state.committeeId, sequence, failedOn, reasonCode, flags: noticed(state, failedOn) } }];
}

/**
 * An intention is refused where no series runs; one that has happened is recorded and flagged, whatever the order.
 * @throws Rejection `nothing-changes`, `series-missing`, `series-cancelled`, `date-out-of-range`, amounts as above
 */
export function changeSeries({ changeId, seriesId, amountCents, frequency, changedOn, basis }: ChangeSeries, state: SeriesState, meta: Meta): SeriesEvent[] {
  if (amountCents === undefined && frequency === undefined) throw new Rejection('invalid', 'nothing-changes', 'The change names nothing to change. Give amountCents, frequency, or both.');
  if (amountCents !== undefined) positive(amountCents);
  refuseUnlikelyDay(changedOn, '/changedOn', meta);
  if (basis !== 'reported') running(state);
  return [{ type: 'SeriesChanged', data: { changeId, seriesId, committeeId: state.committeeId, amountCents, frequency, changedOn, basis, flags: noticed(state, changedOn) } }];
}

/** Never refused for what happened before: who cancels twice, or before the start is known, gets what they want. @throws Rejection `date-out-of-range` */
export function cancelSeries({ cancellationId, seriesId, cancelledOn, reasonCode }: CancelSeries, state: SeriesState, meta: Meta): SeriesEvent[] {
  refuseUnlikelyDay(cancelledOn, '/cancelledOn', meta);
  const flags: SeriesFlag[] = [...unknownFlag(state), ...(state.cancelledOn === null ? [] : (['cancelled-before'] as const))];
  return [{ type: 'SeriesCancelled', data: { cancellationId, seriesId, committeeId: state.committeeId, cancelledOn, reasonCode, flags } }];
}

/** Total: history is never refused. No `default`: a new event that is not handled here does not compile. */
function evolve(state: SeriesState, { type, data }: SeriesEvent): SeriesState {
  switch (type) {
    case 'SeriesStarted':
      return { ...state, committeeId: data.committeeId };
    case 'SeriesCharged':
      return { ...state, charged: new Set([...state.charged, data.contributionId]) };
    case 'SeriesCancelled':
      return { ...state, cancelledOn: state.cancelledOn !== null && state.cancelledOn <= data.cancelledOn ? state.cancelledOn : data.cancelledOn };
    case 'SeriesChargeFailed':
    case 'SeriesChanged':
      return state;
  }
}

function running({ committeeId, cancelledOn }: SeriesState): void {
  if (cancelledOn !== null) throw new Rejection('conflict', 'series-cancelled', `This series was cancelled on ${cancelledOn}; it can be changed no more. Start another, or send what has already happened with basis "reported".`);
  if (committeeId === null) throw new Rejection('missing', 'series-missing', 'No series is recorded under this id. Send its start first.');
}

const unknownFlag = ({ committeeId }: SeriesState): SeriesFlag[] => (committeeId === null ? ['series-unknown'] : []);
const noticed = (state: SeriesState, day: string): SeriesFlag[] => [...unknownFlag(state), ...(state.cancelledOn !== null && day > state.cancelledOn ? (['after-cancellation'] as const) : [])];

/** The producer's word; a day begins at midnight in Greenwich. */
function dayOf({ type, data }: SeriesEvent): string {
  switch (type) {
    case 'SeriesStarted':
      return data.startedOn;
    case 'SeriesCharged':
      return data.chargedOn;
    case 'SeriesChargeFailed':
      return data.failedOn;
    case 'SeriesChanged':
      return data.changedOn;
    case 'SeriesCancelled':
      return data.cancelledOn;
  }
}
