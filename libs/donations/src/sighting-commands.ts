import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsBoolean, IsIn, IsInt, IsOptional, IsUUID, Max, Min, ValidateNested } from 'class-validator';
import { IsCode, IsCommittee, IsDay, IsElection, IsInstant, IsText, Origin } from '@fieldledger/http';
import { IsCents } from './cents.js';
import { COMMITTEE_KINDS, Earmark, METHODS, Remarks, SOURCE_MARKERS, type CommitteeKind } from './contribution-commands.js';
import { Contributor } from './contributor-commands.js';

/** The reports that list receipts. */
export const FORMS = ['F3', 'F3X', 'F3P'] as const;

/** The version of a report that a row stands in. */
export class FilingRow {
  @IsUUID() filingId!: string;
  @IsUUID() reportId!: string;
  /** Without its last letter: lines are numbered differently on each. */
  @IsIn(FORMS) form!: (typeof FORMS)[number];
  @IsInt() @Min(0) @Max(10_000) amendmentNumber!: number;
  @IsDay() coverageFrom!: string;
  @IsDay() coverageThrough!: string;
  @IsOptional() @IsText(40) transactionId?: string;
  @IsOptional() @IsText(40) backReferenceId?: string;
}

/**
 * A lineitem as somebody else's system tells it: a processor's file or webhook, a filing, the FEC's bulk data. The first
 * sighting records it; later ones amend it, or are compared with it. Amounts may be negative here: filings write a
 * returned check so.
 */
export class SightContribution {
  @IsUUID() contributionId!: string;
  /** The system and the way it told us, such as `actblue-csv` or `fec-filing`. */
  @IsCode() source!: string;
  @IsIn(['receipt', 'refund']) kind!: 'receipt' | 'refund';
  /** What this source tells later holds instead of what it told before. */
  @IsOptional() @IsBoolean() restates?: boolean;
  @IsOptional() @ValidateNested() @Type(() => FilingRow) filing?: FilingRow;
  @IsOptional() @IsCode() line?: string;
  @IsOptional() @IsCents() claimedAggregateCents?: number;
  @IsCommittee() committeeId!: string;
  @IsOptional() @IsIn(COMMITTEE_KINDS) committeeKind?: CommitteeKind;
  @IsCents() amountCents!: number;
  @IsDay() receivedOn!: string;
  /** The source gives no day that can be one; the one given here stands for it. */
  @IsOptional() @IsBoolean() dayUnknown?: boolean;
  /** A row of a filing that names another committee as its filer than the cover does; it counts for the cover's. */
  @IsOptional() @IsBoolean() filerDiffers?: boolean;
  @IsOptional() @IsInstant() receivedAt?: string;
  @IsOptional() @IsElection() electionCode?: string;
  @IsOptional() @IsText(20) electionDescription?: string;
  @IsOptional() @ValidateNested() @Type(() => Contributor) contributor?: Contributor;
  @IsOptional() @IsIn(METHODS) method?: (typeof METHODS)[number];
  @IsOptional() @IsArray() @ArrayMaxSize(5) @IsIn(SOURCE_MARKERS, { each: true }) sourceMarkers?: (typeof SOURCE_MARKERS)[number][];
  @IsOptional() @ValidateNested() @Type(() => Earmark) earmark?: Earmark;
  @IsOptional() @IsBoolean() memo?: boolean;
  @IsOptional() @IsBoolean() itemize?: boolean;
  @IsOptional() @IsBoolean() unaggregated?: boolean;
  @IsOptional() @IsUUID() seriesId?: string;
  @IsOptional() @IsInt() @Min(1) @Max(100_000) sequence?: number;
  @IsOptional() @IsInt() @Min(0) @Max(1_000_000_000_000) feeCents?: number;
  @IsOptional() @IsCode() page?: string;
  @IsOptional() @IsCode() referenceCode?: string;
  @IsOptional() @IsCode() referenceCode2?: string;
  @IsOptional() @ValidateNested() @Type(() => Remarks) remarks?: Remarks;
  @IsOptional() @ValidateNested() @Type(() => Origin) provenance?: Origin;
}
