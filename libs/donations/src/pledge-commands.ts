import { Type } from 'class-transformer';
import { IsIn, IsOptional, IsUUID, ValidateNested } from 'class-validator';
import { IsCode, IsCommittee, IsDay, Origin } from '@fieldledger/http';
import { IsCents } from './cents.js';
import { Contributor } from './contributor-commands.js';

/** Somebody promised to give, on the phone or in person. It is no money yet. */
export class MakePledge {
  @IsUUID() pledgeId!: string;
  @IsCommittee() committeeId!: string;
  @IsOptional() @ValidateNested() @Type(() => Contributor) contributor?: Contributor;
  /** Whole cents, 1 to 10^12. */
  @IsCents() amountCents!: number;
  @IsDay() pledgedOn!: string;
  @IsOptional() @IsDay() dueOn?: string;
  /** The call it was made in, as its dialling tool knows it. */
  @IsOptional() @IsCode() callId?: string;
  @IsOptional() @ValidateNested() @Type(() => Origin) provenance?: Origin;
}

/** A contribution that keeps the promise, in whole or in part: always a fact. */
export class FulfilPledge {
  @IsUUID() fulfilmentId!: string;
  @IsUUID() pledgeId!: string;
  @IsUUID() contributionId!: string;
  /** How much of the contribution counts for this pledge. */
  @IsCents() amountCents!: number;
  @IsDay() fulfilledOn!: string;
  @IsOptional() @ValidateNested() @Type(() => Origin) provenance?: Origin;
}

export const PLEDGE_CANCELLATION_REASONS = ['donor', 'uncollectible', 'duplicate', 'entered-in-error', 'other'] as const;

/** Nobody waits for it any longer. */
export class CancelPledge {
  @IsUUID() cancellationId!: string;
  @IsUUID() pledgeId!: string;
  @IsDay() cancelledOn!: string;
  @IsIn(PLEDGE_CANCELLATION_REASONS) reasonCode!: (typeof PLEDGE_CANCELLATION_REASONS)[number];
}
