import type { Event } from '@fieldledger/kernel';
import type { Sealed } from '@fieldledger/privacy';
import type {
  BounceContribution, ChargeBackContribution, CloseDispute, DepositContribution, OpenDispute, RecordContribution, RedesignateContribution, RefundContribution, RequestInformation,
  ReturnContribution, WithdrawContribution,
} from './contribution-commands.js';
import type { ElectionCycle } from './committees-commands.js';
import type { Giver } from './contributor.js';

/** What we noticed about a fact that we recorded all the same. */
export type ContributionFlag =
  | 'excessive'
  | 'limit-unknown'
  | 'prohibited-source'
  | 'minor'
  | 'cash-over-limit'
  | 'anonymous-over-limit'
  | 'best-efforts-due'
  | 'orphan-refund'
  | 'exceeds-remaining'
  | 'chargeback-after-refund'
  | 'contribution-unknown'
  | 'contribution-not-standing'
  | 'before-contribution'
  | 'dispute-not-open'
  | 'sources-differ'
  | 'day-unknown'
  | 'filer-differs'
  | 'returned-late'
  | 'forwarded-late'
  | 'redesignated-late'
  | 'reattributed-late'
  | 'person-forgotten';

/** The version of a filing that a row stands in. */
export interface InFiling {
  readonly filingId: string;
  /** The report that the filing and its amendments are versions of. */
  readonly reportId: string;
  readonly form: 'F3' | 'F3X' | 'F3P';
  /** 0 for the original. */
  readonly amendmentNumber: number;
  readonly coverageFrom: string;
  readonly coverageThrough: string;
  /** The row's own id in the filing, which names no person. */
  readonly transactionId?: string;
  readonly backReferenceId?: string;
}

/** One lineitem to one committee. What a person is called and where they live is in `person`, sealed. */
export interface Contribution extends Omit<RecordContribution, 'contributor' | 'remarks' | 'provenance' | 'currency' | 'committeeKind'> {
  readonly committeeKind: RecordContribution['committeeKind'] | null;
  /** The election cycle that the committee's aggregates are counted in, where it is not the two years of the House. */
  readonly cycle?: ElectionCycle;
  /** The line of the FEC's detailed summary page, such as `SA11AI`. */
  readonly line: string;
  readonly giver: Giver | null;
  readonly person?: Sealed;
  readonly remarks?: Sealed;
  /** What the election is called; `electionDescription` in clear stands in what was recorded before it was sealed. */
  readonly election?: Sealed;
  /** The running total that the filer claims; ours is computed. */
  readonly claimedAggregateCents?: number;
  readonly filing?: InFiling;
  /** The system that told us. */
  readonly source: string;
  readonly flags: readonly ContributionFlag[];
}

type Flagged = { readonly flags: readonly ContributionFlag[] };
/** What every later event repeats, so that no reader needs the first. */
type Of = { readonly contributionId: string; readonly committeeId: string | null };

export type ContributionReceived = Event<'ContributionReceived', Contribution>;
/** A refund that a filing or a bulk file lists for itself, without the contribution it belongs to. */
export type RefundReported = Event<'RefundReported', Contribution>;
/** The whole contribution as it is from now on, and the names of what changed. */
export type ContributionAmended = Event<'ContributionAmended', Contribution & { readonly amendmentId: string; readonly changed: readonly string[] }>;
/**
 * Another source, or an older version of a filing, told the same; `differs` names what it tells otherwise. Where so far only
 * a later version told of the row, of which nobody knows whether it will be whole, `told` is what the older one tells,
 * without what is sealed. With `movement` it is of a refund or chargeback of the contribution: by which event it was told first, and by whom.
 */
export type ContributionSighted = Event<
  'ContributionSighted',
  Of & Flagged & {
    readonly source: string;
    readonly differs: readonly string[];
    readonly filing?: InFiling;
    readonly told?: Omit<Contribution, 'person' | 'remarks' | 'election'>;
    readonly movement?: { readonly movementId: string; readonly eventId: string; readonly source: string | null };
  }
>;
export type ContributionRefunded = Event<
  'ContributionRefunded',
  Of & Flagged & Pick<RefundContribution, 'refundId' | 'fromReattributionId' | 'refundedOn'> & {
    readonly amountCents: number;
    /** No contribution is known yet: held out of the totals until it comes. */
    readonly orphan: boolean;
  }
>;
export type ContributionReturned = Event<'ContributionReturned', Of & Partial<Flagged> & Pick<ReturnContribution, 'returnId' | 'returnedOn'> & { readonly amountCents: number }>;
export type ContributionBounced = Event<'ContributionBounced', Of & Flagged & Pick<BounceContribution, 'bounceId' | 'bouncedOn'> & { readonly amountCents: number }>;
export type ContributionChargedBack = Event<
  'ContributionChargedBack',
  Of & Flagged & Pick<ChargeBackContribution, 'chargebackId' | 'chargedBackOn' | 'disputeId'> & { readonly amountCents: number }
>;
export type DisputeOpened = Event<'DisputeOpened', Of & Flagged & Pick<OpenDispute, 'disputeId' | 'openedOn'>>;
export type DisputeClosed = Event<'DisputeClosed', Of & Flagged & Pick<CloseDispute, 'closingId' | 'disputeId' | 'outcome' | 'closedOn'>>;
export type ContributionRedesignated = Event<'ContributionRedesignated', Of & Partial<Flagged> & Omit<RedesignateContribution, 'fromElection'> & { readonly fromElection: string | null }>;
/** `person` is who the part is attributed to now; it was the giver's, or of whoever `fromReattributionId` had attributed it to. */
export type ContributionReattributed = Event<
  'ContributionReattributed',
  Of & Flagged & {
    readonly reattributionId: string;
    readonly fromReattributionId?: string;
    readonly amountCents: number;
    readonly giver: Giver;
    readonly person?: Sealed;
    readonly basis: 'signed' | 'presumptive';
    readonly reattributedOn: string;
  }
>;
export type ContributionWithdrawn = Event<'ContributionWithdrawn', Of & Pick<WithdrawContribution, 'withdrawalId' | 'reasonCode'> & { readonly filing?: InFiling }>;
export type ContributionDeposited = Event<'ContributionDeposited', Of & Flagged & Pick<DepositContribution, 'depositId' | 'batchId' | 'depositedOn'>>;
export type InformationRequested = Event<'InformationRequested', Of & Flagged & Pick<RequestInformation, 'requestId' | 'reattributionId' | 'medium' | 'requestedOn'>>;
export type InformationFollowedUp = Event<'InformationFollowedUp', Of & Flagged & Pick<RequestInformation, 'requestId' | 'reattributionId' | 'medium' | 'requestedOn'>>;
/** `answer` holds employer and occupation, sealed with the key of whoever answered; `given` says which of the two. */
export type InformationReceived = Event<
  'InformationReceived',
  Of & Flagged & { readonly answerId: string; readonly reattributionId?: string; readonly receivedOn: string; readonly given: readonly string[]; readonly answer?: Sealed }
>;

export type ContributionEvent =
  | ContributionReceived
  | RefundReported
  | ContributionAmended
  | ContributionSighted
  | ContributionRefunded
  | ContributionReturned
  | ContributionBounced
  | ContributionChargedBack
  | DisputeOpened
  | DisputeClosed
  | ContributionRedesignated
  | ContributionReattributed
  | ContributionWithdrawn
  | ContributionDeposited
  | InformationRequested
  | InformationFollowedUp
  | InformationReceived;
