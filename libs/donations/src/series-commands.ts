import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsUUID, Max, Min, ValidateNested } from 'class-validator';
import { IsCode, IsCommittee, IsDay, Origin } from '@fieldledger/http';
import { IsCents } from './cents.js';
import { Contributor } from './contributor-commands.js';

/** How often a series is charged. */
export const FREQUENCIES = ['weekly', 'monthly', 'quarterly', 'yearly'] as const;
export type Frequency = (typeof FREQUENCIES)[number];

/** A donor agreed to give again and again. The producer makes the id, and keeps it for repeats. */
export class StartSeries {
  @IsUUID() seriesId!: string;
  @IsCommittee() committeeId!: string;
  @IsOptional() @ValidateNested() @Type(() => Contributor) contributor?: Contributor;
  /** Of each charge: whole cents, 1 to 10^12. */
  @IsCents() amountCents!: number;
  @IsIn(FREQUENCIES) frequency!: Frequency;
  @IsDay() startedOn!: string;
  /** After so many charges it is completed; without a number it runs until somebody ends it. */
  @IsOptional() @IsInt() @Min(1) @Max(100_000) plannedCharges?: number;
  /** The form or page it was begun on, and the code of the link that led there. */
  @IsOptional() @IsCode() page?: string;
  @IsOptional() @IsCode() referenceCode?: string;
  @IsOptional() @ValidateNested() @Type(() => Origin) provenance?: Origin;
}

/** What whoever tells of a charge knows of its series: it stands in for the start as long as nobody told of that. */
export class SeriesTerms {
  @IsCommittee() committeeId!: string;
  @IsOptional() @IsIn(FREQUENCIES) frequency?: Frequency;
}

/** A charge went through: always a fact. Its money is the contribution's; here it says that the series is alive. */
export class ChargeSeries {
  @IsUUID() chargeId!: string;
  @IsUUID() seriesId!: string;
  @IsUUID() contributionId!: string;
  @IsCents() amountCents!: number;
  /** Which charge of the series this is; the first is 1. */
  @IsInt() @Min(1) @Max(100_000) sequence!: number;
  @IsDay() chargedOn!: string;
  @IsOptional() @ValidateNested() @Type(() => SeriesTerms) terms?: SeriesTerms;
  @IsOptional() @ValidateNested() @Type(() => Origin) provenance?: Origin;
}

/** A charge did not go through: always a fact. */
export class ReportFailedCharge {
  @IsUUID() failureId!: string;
  @IsUUID() seriesId!: string;
  @IsOptional() @IsInt() @Min(1) @Max(100_000) sequence?: number;
  @IsDay() failedOn!: string;
  /** The processor's code, such as `insufficient-funds`. */
  @IsOptional() @IsCode() reasonCode?: string;
  @IsOptional() @ValidateNested() @Type(() => Origin) provenance?: Origin;
}

/** Another amount, another frequency, or both, from that day on. */
export class ChangeSeries {
  @IsUUID() changeId!: string;
  @IsUUID() seriesId!: string;
  @IsOptional() @IsCents() amountCents?: number;
  @IsOptional() @IsIn(FREQUENCIES) frequency?: Frequency;
  @IsDay() changedOn!: string;
  /** `intended` (the default) is refused where no series runs; `reported` has happened, and is recorded and flagged. */
  @IsOptional() @IsIn(['intended', 'reported']) basis?: 'intended' | 'reported';
  @IsOptional() @ValidateNested() @Type(() => Origin) provenance?: Origin;
}

/** Who or what ended it: the donor, failed charges, the last of the planned ones, or the source for reasons of its own. */
export const SERIES_ENDS = ['donor', 'failed', 'completed', 'source'] as const;
export type SeriesEnd = (typeof SERIES_ENDS)[number];

/** It will be charged no more. Often two systems say so: both are recorded, and the earlier day holds. */
export class CancelSeries {
  @IsUUID() cancellationId!: string;
  @IsUUID() seriesId!: string;
  @IsDay() cancelledOn!: string;
  @IsIn(SERIES_ENDS) reasonCode!: SeriesEnd;
  @IsOptional() @ValidateNested() @Type(() => Origin) provenance?: Origin;
}
