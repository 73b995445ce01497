import { IsBoolean, IsIn, IsOptional, ValidateNested } from 'class-validator';
import { Type } from 'class-transformer';
import { ENTITY_TYPES, type EntityType } from '@fieldledger/finance-rules';
import { IsCommittee, IsText, PersonRef } from '@fieldledger/http';

/** Who gave. All of it but type, committee and reference is sealed with this person's own key before anything is stored. */
export class Contributor {
  @IsIn(ENTITY_TYPES) entityType!: EntityType;
  /** How the producer knows this person; without one, donors are told apart by name and ZIP code. */
  @IsOptional() @ValidateNested() @Type(() => PersonRef) reference?: PersonRef;
  /** Of a committee that gives: its own FEC id. */
  @IsOptional() @IsCommittee() committeeId?: string;
  @IsOptional() @IsText(200) organizationName?: string;
  @IsOptional() @IsText(200) lastName?: string;
  @IsOptional() @IsText(200) firstName?: string;
  @IsOptional() @IsText(200) middleName?: string;
  @IsOptional() @IsText(200) prefix?: string;
  @IsOptional() @IsText(200) suffix?: string;
  @IsOptional() @IsText(200) street1?: string;
  @IsOptional() @IsText(200) street2?: string;
  @IsOptional() @IsText(200) city?: string;
  @IsOptional() @IsText(200) state?: string;
  @IsOptional() @IsText(200) zip?: string;
  @IsOptional() @IsText(200) country?: string;
  @IsOptional() @IsText(200) employer?: string;
  @IsOptional() @IsText(200) occupation?: string;
  @IsOptional() @IsText(200) email?: string;
  @IsOptional() @IsText(200) phone?: string;
  /**
   * They were erased before, and gave this since: the law wants the name of a new gift on record. It is sealed with a key of
   * this record's own. Without this word a gift of somebody who was erased is recorded without them, and flagged.
   */
  @IsOptional() @IsBoolean() gaveAgain?: boolean;
}
