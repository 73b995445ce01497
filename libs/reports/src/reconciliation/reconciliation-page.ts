import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsBoolean, IsIn, IsInt, IsOptional, IsUUID, ValidateNested } from 'class-validator';
import { IsCode, IsCommittee, IsDay, IsElection, IsInstant, IsText } from '@fieldledger/http';

/** A lineitem as a source's file tells it, without a word of any person. What the file does not tell is left out, and not compared. */
export class TheirLineitem {
  @IsUUID() contributionId!: string;
  @IsOptional() @IsCommittee() committeeId?: string;
  @IsOptional() @IsCode() line?: string;
  @IsOptional() @IsText(40) transactionId?: string;
  @IsOptional() @IsText(40) backReferenceId?: string;
  @IsOptional() @IsIn(['IND', 'ORG', 'COM', 'CCM', 'CAN', 'PAC', 'PTY']) entityType?: string;
  /** Of a committee that gave: its own FEC id. */
  @IsOptional() @IsCommittee() contributorCommitteeId?: string;
  @IsOptional() @IsInt() amountCents?: number;
  @IsOptional() @IsInt() claimedAggregateCents?: number;
  @IsOptional() @IsDay() receivedOn?: string;
  @IsOptional() @IsInstant() receivedAt?: string;
  @IsOptional() @IsElection() electionCode?: string;
  @IsOptional() @IsCode() method?: string;
  /** In the order of the alphabet, with blanks between them. */
  @IsOptional() @IsText(80) sourceMarkers?: string;
  /** The conduit's committee, and after a space the day it got the gift where that is known. */
  @IsOptional() @IsText(80) earmark?: string;
  @IsOptional() @IsBoolean() memo?: boolean;
  @IsOptional() @IsBoolean() itemize?: boolean;
  @IsOptional() @IsBoolean() unaggregated?: boolean;
  @IsOptional() @IsInt() sequence?: number;
  @IsOptional() @IsInt() feeCents?: number;
  @IsOptional() @IsCode() page?: string;
  @IsOptional() @IsCode() referenceCode?: string;
  @IsOptional() @IsCode() referenceCode2?: string;
  /** What went back of it, by refunds and through the card network, and the last day on which it did. */
  @IsOptional() @IsInt() paidBackCents?: number;
  @IsOptional() @IsDay() paidBackOn?: string;
}

/** Up to 500 lineitems to look for among ours; nothing of them is recorded. */
export class ReconciliationPage {
  @IsArray() @ArrayMinSize(1) @ArrayMaxSize(500) @ValidateNested({ each: true }) @Type(() => TheirLineitem) items!: TheirLineitem[];
}
