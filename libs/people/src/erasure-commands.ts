import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsBoolean, IsIn, IsOptional, IsUUID, ValidateNested } from 'class-validator';
import { IsCodes, IsInstant, PersonRef } from '@fieldledger/http';

/** On what an erasure is asked for: a law of a state or of Europe, an order, a programme for persons in danger, or a consent that was taken back. */
export const ERASURE_GROUNDS = ['state-privacy-law', 'gdpr-art-17', 'court-order', 'address-confidentiality', 'consent-withdrawn', 'entered-in-error', 'other-law'] as const;
export type ErasureGround = (typeof ERASURE_GROUNDS)[number];

/** Who is meant, by as much as is known: at least one of these. What links connect with a reference is meant as well. */
export class Erased {
  /** Of a voter, a volunteer or a donor. */
  @IsOptional() @IsArray() @ArrayMaxSize(50) @ValidateNested({ each: true }) @Type(() => PersonRef) references?: PersonRef[];
  /** Donors as reports tell them apart without a reference: `n:` and a token of name and ZIP code, `e:` and a token of the e-mail address. */
  @IsOptional() @IsCodes(50) donors?: string[];
  /** Contributions, pledges, series, signups or attempts that are of this person. */
  @IsOptional() @IsArray() @ArrayMaxSize(50) @IsUUID('all', { each: true }) records?: string[];
}

/** A person is to be forgotten. */
export class ErasePerson {
  @IsUUID() erasureId!: string;
  @ValidateNested() @Type(() => Erased) person!: Erased;
  @IsIn(ERASURE_GROUNDS) ground!: ErasureGround;
  @IsInstant() requestedAt!: string;
  /** They are not to be recorded again when a list brings them. Where nothing is said: when they closed a channel before. */
  @IsOptional() @IsBoolean() optOut?: boolean;
  /** What the law has us keep for now is erased when that is over (`postpone`, the default), or the request is refused as a whole. */
  @IsOptional() @IsIn(['postpone', 'refuse']) whenHeld?: 'postpone' | 'refuse';
  /** Whether donors of the same name and ZIP code, or of the same e-mail address, are the same person. To be said where there are any. */
  @IsOptional() @IsIn(['same-person', 'others']) alike?: 'same-person' | 'others';
}
