import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsBoolean, IsIn, IsInt, IsOptional, IsUUID, Max, Min, ValidateNested } from 'class-validator';
import { RECIPIENTS } from '@fieldledger/finance-rules';
import { IsCode, IsCommittee, IsDay, IsElection, IsInstant, IsText, Origin } from '@fieldledger/http';
import { IsCents } from './cents.js';
import { Contributor } from './contributor-commands.js';

/** What kind of committee receives: it decides which limit holds and in which window an aggregate is counted. */
export const COMMITTEE_KINDS = RECIPIENTS;
export type CommitteeKind = (typeof COMMITTEE_KINDS)[number];

export const METHODS = ['card', 'check', 'cash', 'ach', 'wire', 'payroll', 'in-kind', 'other'] as const;

/** What makes a source one that may not give, or whose gift must be looked at. */
export const SOURCE_MARKERS = ['corporate', 'foreign', 'contractor', 'labor', 'minor'] as const;

/** A gift that came through a conduit: the day it got it, and from which day the committee counts. */
export class Earmark {
  @IsCommittee() conduitCommitteeId!: string;
  @IsOptional() @IsDay() conduitReceivedOn?: string;
}

/** Words that stand beside a gift; they may name anybody, so they are sealed with it. */
export class Remarks {
  @IsOptional() @IsText(500) purpose?: string;
  @IsOptional() @IsText(500) memoText?: string;
  @IsOptional() @IsText(2000) comment?: string;
}

/** One lineitem to one committee, as its producer knows it. The producer makes the id, and keeps it for repeats. */
export class RecordContribution {
  @IsUUID() contributionId!: string;
  @IsCommittee() committeeId!: string;
  @IsOptional() @IsIn(COMMITTEE_KINDS) committeeKind?: CommitteeKind;
  /** Whole cents, 1 to 10^12. */
  @IsCents() amountCents!: number;
  /** ISO 4217; USD when it is not given, and nothing else is taken. */
  @IsOptional() @IsText(3) currency?: string;
  /** The day that counts for every clock and report. */
  @IsDay() receivedOn!: string;
  @IsOptional() @IsInstant() receivedAt?: string;
  @IsOptional() @IsElection() electionCode?: string;
  @IsOptional() @IsText(20) electionDescription?: string;
  /** Nobody named is an anonymous gift. */
  @IsOptional() @ValidateNested() @Type(() => Contributor) contributor?: Contributor;
  @IsOptional() @IsIn(METHODS) method?: (typeof METHODS)[number];
  @IsOptional() @IsArray() @ArrayMaxSize(5) @IsIn(SOURCE_MARKERS, { each: true }) sourceMarkers?: (typeof SOURCE_MARKERS)[number][];
  @IsOptional() @ValidateNested() @Type(() => Earmark) earmark?: Earmark;
  /** Shown on the schedule and left out of its totals. */
  @IsOptional() @IsBoolean() memo?: boolean;
  /** Listed by name whatever the aggregate is. */
  @IsOptional() @IsBoolean() itemize?: boolean;
  /** Left out of the donor's aggregate, as the FEC's `force_unaggregated` says: it neither adds to what is listed later nor to itself. */
  @IsOptional() @IsBoolean() unaggregated?: boolean;
  @IsOptional() @IsUUID() seriesId?: string;
  /** Which charge of the series this is; the first is 1. */
  @IsOptional() @IsInt() @Min(1) @Max(100_000) sequence?: number;
  @IsOptional() @IsInt() @Min(0) @Max(1_000_000_000_000) feeCents?: number;
  /** The form or page it was given on, and the codes of the link that led there. */
  @IsOptional() @IsCode() page?: string;
  @IsOptional() @IsCode() referenceCode?: string;
  @IsOptional() @IsCode() referenceCode2?: string;
  @IsOptional() @ValidateNested() @Type(() => Remarks) remarks?: Remarks;
  @IsOptional() @ValidateNested() @Type(() => Origin) provenance?: Origin;
}

/** Late facts about a gift, usually employer and occupation: only what changes is given; a contributor is given whole. */
export class AmendContribution {
  @IsUUID() amendmentId!: string;
  @IsUUID() contributionId!: string;
  @IsOptional() @IsCents() amountCents?: number;
  @IsOptional() @IsDay() receivedOn?: string;
  /** Of another election, what the one before it was called is said no more. */
  @IsOptional() @IsElection() electionCode?: string;
  @IsOptional() @IsText(20) electionDescription?: string;
  @IsOptional() @IsBoolean() itemize?: boolean;
  /** All marks from now on: of what came out later; none, once it is settled that the source may give. */
  @IsOptional() @IsArray() @ArrayMaxSize(5) @IsIn(SOURCE_MARKERS, { each: true }) sourceMarkers?: (typeof SOURCE_MARKERS)[number][];
  @IsOptional() @ValidateNested() @Type(() => Contributor) contributor?: Contributor;
  @IsOptional() @ValidateNested() @Type(() => Remarks) remarks?: Remarks;
}

/** Money paid back after it was deposited. Without an amount, all that remains, of the gift or of the part that is named. */
export class RefundContribution {
  @IsUUID() refundId!: string;
  @IsUUID() contributionId!: string;
  /** The reattribution by which whoever is paid back got the part; without it, the giver's part is paid back first. */
  @IsOptional() @IsUUID() fromReattributionId?: string;
  @IsOptional() @IsCents() amountCents?: number;
  @IsDay() refundedOn!: string;
  /** `intended` (the default) is refused beyond what remains; `reported` has happened, and is recorded and flagged. */
  @IsOptional() @IsIn(['intended', 'reported']) basis?: 'intended' | 'reported';
  @IsOptional() @ValidateNested() @Type(() => Origin) provenance?: Origin;
}

/** Sent back before it was deposited, within ten days: it is not reported. */
export class ReturnContribution {
  @IsUUID() returnId!: string;
  @IsUUID() contributionId!: string;
  @IsDay() returnedOn!: string;
}

/** A check or transfer that the bank did not honor. */
export class BounceContribution {
  @IsUUID() bounceId!: string;
  @IsUUID() contributionId!: string;
  @IsDay() bouncedOn!: string;
}

/** Taken back through the card network: always a fact. Without an amount, all that remains. */
export class ChargeBackContribution {
  @IsUUID() chargebackId!: string;
  @IsUUID() contributionId!: string;
  @IsOptional() @IsCents() amountCents?: number;
  /** The dispute that it came of: only when that one ends well does the money come back. Without it, when any does. */
  @IsOptional() @IsUUID() disputeId?: string;
  @IsDay() chargedBackOn!: string;
  @IsOptional() @ValidateNested() @Type(() => Origin) provenance?: Origin;
}

/** The card holder contests the charge. */
export class OpenDispute {
  @IsUUID() disputeId!: string;
  @IsUUID() contributionId!: string;
  @IsDay() openedOn!: string;
}

/** Won, or withdrawn by the card holder, it brings back what was charged back for it until then. */
export class CloseDispute {
  @IsUUID() closingId!: string;
  @IsUUID() disputeId!: string;
  @IsUUID() contributionId!: string;
  @IsIn(['won', 'lost', 'withdrawn']) outcome!: 'won' | 'lost' | 'withdrawn';
  @IsDay() closedOn!: string;
}

/** Moves a part of a gift to another election. */
export class RedesignateContribution {
  @IsUUID() redesignationId!: string;
  @IsUUID() contributionId!: string;
  @IsCents() amountCents!: number;
  /** The one it was designated to where nothing is said. */
  @IsOptional() @IsElection() fromElection?: string;
  @IsElection() toElection!: string;
  @IsIn(['signed', 'presumptive']) basis!: 'signed' | 'presumptive';
  @IsDay() redesignatedOn!: string;
}

/** Moves a part of a gift to another person, who signed for it; who has it by a reattribution may pass it on, or back. */
export class ReattributeContribution {
  @IsUUID() reattributionId!: string;
  @IsUUID() contributionId!: string;
  @IsCents() amountCents!: number;
  /** The one by which whoever has the part now got it; without it, the part is the giver's. */
  @IsOptional() @IsUUID() fromReattributionId?: string;
  @ValidateNested() @Type(() => Contributor) to!: Contributor;
  @IsIn(['signed', 'presumptive']) basis!: 'signed' | 'presumptive';
  @IsDay() reattributedOn!: string;
}

export const WITHDRAWAL_REASONS = ['withdrawn-by-source', 'dropped-by-amendment', 'duplicate', 'test-data', 'entered-in-error', 'other'] as const;

/** Whoever told us of it takes it back: it counts no more, and stays in the history. */
export class WithdrawContribution {
  @IsUUID() withdrawalId!: string;
  @IsUUID() contributionId!: string;
  @IsIn(WITHDRAWAL_REASONS) reasonCode!: (typeof WITHDRAWAL_REASONS)[number];
  @IsOptional() @ValidateNested() @Type(() => Origin) provenance?: Origin;
}

/** The gift reached the committee's bank, in a batch that ties it to its deposit. */
export class DepositContribution {
  @IsUUID() depositId!: string;
  @IsUUID() contributionId!: string;
  @IsCode() batchId!: string;
  @IsDay() depositedOn!: string;
  @IsOptional() @ValidateNested() @Type(() => Origin) provenance?: Origin;
}

/** Best efforts: employer and occupation were asked for, at the gift or after it. */
export class RequestInformation {
  @IsUUID() requestId!: string;
  @IsUUID() contributionId!: string;
  /** Whoever got a part by it was asked; without it, the giver. */
  @IsOptional() @IsUUID() reattributionId?: string;
  /** The second request, on its own, within 30 days. */
  @IsOptional() @IsBoolean() followUp?: boolean;
  @IsIn(['solicitation', 'mail', 'email', 'phone', 'text']) medium!: 'solicitation' | 'mail' | 'email' | 'phone' | 'text';
  @IsDay() requestedOn!: string;
}

/** What the donor answered. */
export class ReceiveInformation {
  @IsUUID() answerId!: string;
  @IsUUID() contributionId!: string;
  /** Whoever got a part by it answered; without it, the giver. */
  @IsOptional() @IsUUID() reattributionId?: string;
  @IsOptional() @IsText(200) employer?: string;
  @IsOptional() @IsText(200) occupation?: string;
  @IsDay() receivedOn!: string;
}
