import { Type } from 'class-transformer';
import { IsIn, IsOptional, IsUUID, ValidateNested } from 'class-validator';
import { IsCode, Origin, PersonRef } from '@fieldledger/http';

/** Why two are held to be one. */
export const LINK_BASES = ['same-email', 'same-phone', 'same-name-and-address', 'vendor-match', 'asked', 'other'] as const;

/** Two references, of whatever systems, are one person: a voter, a volunteer, a donor. Reports count them as one from then on. */
export class LinkPersons {
  @IsUUID() linkId!: string;
  @ValidateNested() @Type(() => PersonRef) person!: PersonRef;
  @ValidateNested() @Type(() => PersonRef) same!: PersonRef;
  @IsIn(LINK_BASES) basis!: (typeof LINK_BASES)[number];
  /** Who found it: a user, or a matching program and its version. */
  @IsOptional() @IsCode() by?: string;
  @IsOptional() @ValidateNested() @Type(() => Origin) provenance?: Origin;
}

export const UNLINK_REASONS = ['different-persons', 'entered-in-error', 'asked', 'other'] as const;

/** They are two after all. Everything that was recorded of each is where it was. */
export class UnlinkPersons {
  @IsUUID() unlinkId!: string;
  @IsUUID() linkId!: string;
  @IsIn(UNLINK_REASONS) reasonCode!: (typeof UNLINK_REASONS)[number];
  @IsOptional() @IsCode() by?: string;
  @IsOptional() @ValidateNested() @Type(() => Origin) provenance?: Origin;
}
