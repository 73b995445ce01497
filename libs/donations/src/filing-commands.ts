import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsIn, IsInt, IsOptional, IsUUID, Max, Min, ValidateNested } from 'class-validator';
import { IsCode, IsCommittee, IsDay, Origin } from '@fieldledger/http';
import { IsCents } from './cents.js';
import { COMMITTEE_KINDS, type CommitteeKind } from './contribution-commands.js';
import { FORMS } from './sighting-commands.js';

/** One line of a cover page, this period's column. */
export class CoverLine {
  @IsCode() line!: string;
  @IsCents() amountCents!: number;
}

/** A filing whose rows are about to come: which report it is a version of, and what its cover says. */
export class ReceiveFiling {
  @IsUUID() filingId!: string;
  @IsUUID() reportId!: string;
  @IsCommittee() committeeId!: string;
  @IsOptional() @IsIn(COMMITTEE_KINDS) committeeKind?: CommitteeKind;
  @IsIn(FORMS) form!: (typeof FORMS)[number];
  /** Of the FEC's electronic format. */
  @IsCode() formatVersion!: string;
  @IsCode() reportCode!: string;
  @IsDay() coverageFrom!: string;
  @IsDay() coverageThrough!: string;
  /** 0 for the original. */
  @IsInt() @Min(0) @Max(10_000) amendmentNumber!: number;
  /** The number of the original that an amendment cites: never that of the amendment before. */
  @IsOptional() @IsCode() amends?: string;
  @IsOptional() @IsDay() signedOn?: string;
  @IsArray() @ArrayMaxSize(200) @ValidateNested({ each: true }) @Type(() => CoverLine) cover!: CoverLine[];
  /** How many receipts and refunds its file has, by which one that was cut off is known. */
  @IsOptional() @IsInt() @Min(0) @Max(1_000_000_000) rows?: number;
  @IsOptional() @ValidateNested() @Type(() => Origin) provenance?: Origin;
}

/** A part of the list of a filing's rows; parts are numbered from 0. */
export class ListFilingRows {
  @IsUUID() filingId!: string;
  @IsUUID() reportId!: string;
  @IsInt() @Min(0) @Max(1_000_000) part!: number;
  @IsArray() @ArrayMinSize(1) @ArrayMaxSize(5_000) @IsUUID('all', { each: true }) contributionIds!: string[];
}

/** Every row of the filing was sent and listed. What earlier versions had and the latest has not is withdrawn. */
export class CompleteFiling {
  @IsUUID() filingId!: string;
  @IsUUID() reportId!: string;
  @IsInt() @Min(0) @Max(1_000_000) parts!: number;
  @IsInt() @Min(0) @Max(1_000_000_000) rows!: number;
}
