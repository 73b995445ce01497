import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, ArrayUnique, IsArray, IsIn, IsInt, IsOptional, IsUUID, Max, Min, ValidateNested } from 'class-validator';
import { IsCode, IsInstant } from '@fieldledger/http';
import { VoterRef } from './attempt-commands.js';
import { CHANNELS, type Channel } from './code-tables.js';

/** A voter asked not to be contacted any more, by these channels. In force from the moment it is recorded. */
export class RequestDoNotContact {
  @IsUUID() requestId!: string;
  @ValidateNested() @Type(() => VoterRef) voter!: VoterRef;
  @IsArray() @ArrayMinSize(1) @ArrayMaxSize(6) @ArrayUnique() @IsIn(CHANNELS, { each: true }) channels!: Channel[];
  @IsInstant() requestedAt!: string;
  /** The attempt at which it was said, if it was. */
  @IsOptional() @IsUUID() attemptId?: string;
}

/** The voter took one request back; it names which, so that an old consent arriving late opens nothing. */
export class WithdrawDoNotContact {
  @IsUUID() withdrawalId!: string;
  @ValidateNested() @Type(() => VoterRef) voter!: VoterRef;
  @IsUUID() requestId!: string;
  @IsInstant() withdrawnAt!: string;
}

/** An intention: asked before a voter is tried, and refused when the voter has closed that channel. */
export class PlanContact {
  @IsUUID() planId!: string;
  @ValidateNested() @Type(() => VoterRef) voter!: VoterRef;
  @IsInt() @Min(1) @Max(2147483647) contactTypeId!: number;
  @IsCode() campaignId!: string;
}
