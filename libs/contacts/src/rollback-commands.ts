import { Type } from 'class-transformer';
import { IsIn, IsOptional, IsUUID, ValidateNested } from 'class-validator';
import { IsCode } from '@fieldledger/http';
import { REASON_CODES, type ReasonCode } from './attempt-commands.js';

/** Which attempts: everything of one batch, one canvasser or one turf; within one campaign, one system and its scope where they are named. */
export class RollbackScope {
  @IsIn(['batch', 'canvasser', 'turf']) of!: 'batch' | 'canvasser' | 'turf';
  @IsCode() id!: string;
  /** Of the voters: a canvasser's id means something in their system and scope alone, and without them it is everybody's who has it. */
  @IsOptional() @IsCode() system?: string;
  @IsOptional() @IsCode() scope?: string;
  @IsOptional() @IsCode() campaignId?: string;
}

/** Voids every standing attempt of a scope that is recorded by now. The same request again resumes what was interrupted. */
export class RollBackAttempts {
  @IsUUID() rollbackId!: string;
  @ValidateNested() @Type(() => RollbackScope) scope!: RollbackScope;
  @IsIn(REASON_CODES) reasonCode!: ReasonCode;
}

/** Lets every attempt that a rollback voided stand again. The same request again resumes what was interrupted. */
export class UndoRollback {
  @IsUUID() undoId!: string;
  @IsUUID() rollbackId!: string;
}
