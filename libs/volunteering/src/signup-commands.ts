import { Type } from 'class-transformer';
import { IsBoolean, IsIn, IsInt, IsOptional, IsUUID, Max, Min, ValidateNested } from 'class-validator';
import { IsCode, IsCodes, IsInstant, IsText, Origin } from '@fieldledger/http';
import { Volunteer } from './volunteer.js';

/** Everything that can happen to a signup. Each confirmation call is one step, so that who was confirmed twice can be told. */
export const SIGNUP_STEPS = [
  'invited', 'scheduled', 'message-left', 'confirmed', 'declined', 'cancelled', 'rescheduled', 'walked-in', 'checked-in', 'checked-out', 'completed', 'no-show', 'turf-assigned',
] as const;
export type SignupStep = (typeof SIGNUP_STEPS)[number];

/** One thing that happened to one volunteer's signup. The producer makes both ids, and keeps them for repeats; a step's id is one within its signup, and under another signup it is another step. */
export class RecordSignupStep {
  @IsUUID() stepId!: string;
  @IsUUID() signupId!: string;
  @IsIn(SIGNUP_STEPS) step!: SignupStep;
  @ValidateNested() @Type(() => Volunteer) volunteer!: Volunteer;
  /** When it happened. */
  @IsInstant() at!: string;
  /** Which shift; with `rescheduled`, the one they were moved to. */
  @IsOptional() @IsUUID() shiftId?: string;
  @IsOptional() @IsUUID() volunteerEventId?: string;
  @IsOptional() @IsCode() roleId?: string;
  /** Who did it: made the call, took the signup, stood at the door. */
  @IsOptional() @IsCode() organizerId?: string;
  /** What brought the volunteer, such as a page's source code. */
  @IsOptional() @IsCode() source?: string;
  /** What they were given to work on. */
  @IsOptional() @IsCodes(100) turfIds?: string[];
  @IsOptional() @IsCodes(100) listIds?: string[];
  /** Under which id their attempts come, where that is not the volunteer's own. */
  @IsOptional() @IsCode() canvasserId?: string;
  /** Kept sealed with the volunteer's own key. */
  @IsOptional() @IsText(2000) note?: string;
  @IsOptional() @ValidateNested() @Type(() => Origin) provenance?: Origin;
}

export const SIGNUP_REASONS = ['entered-in-error', 'wrong-volunteer', 'wrong-shift', 'wrong-step', 'duplicate', 'test-data', 'other'] as const;

/** Takes a step out of every count. It stays in the history, marked; one that arrives later is taken out as it arrives. */
export class VoidSignupStep {
  @IsUUID() correctionId!: string;
  @IsUUID() signupId!: string;
  @IsUUID() stepId!: string;
  @IsIn(SIGNUP_REASONS) reasonCode!: (typeof SIGNUP_REASONS)[number];
  @IsOptional() @ValidateNested() @Type(() => Origin) provenance?: Origin;
}

/** Replaces a step by what should have been recorded, under an id of its own. */
export class AmendSignupStep {
  @IsUUID() correctionId!: string;
  /** The step to be taken out. */
  @IsUUID() stepId!: string;
  @IsIn(SIGNUP_REASONS) reasonCode!: (typeof SIGNUP_REASONS)[number];
  @ValidateNested() @Type(() => RecordSignupStep) step!: RecordSignupStep;
  @IsOptional() @ValidateNested() @Type(() => Origin) provenance?: Origin;
}

export const SIGHTED_STATUSES = ['invited', 'message-left', 'scheduled', 'confirmed', 'declined', 'cancelled', 'walked-in', 'completed', 'no-show', 'deleted'] as const;

/** A signup as a system that keeps only its latest status showed it. What changed between two sightings is what happened. */
export class SightSignup {
  @IsUUID() sightingId!: string;
  @IsUUID() signupId!: string;
  @ValidateNested() @Type(() => Volunteer) volunteer!: Volunteer;
  /** Status and attendance are facts apart: who is `confirmed` may have attended, or not, or nobody has said. */
  @IsIn(SIGHTED_STATUSES) status!: (typeof SIGHTED_STATUSES)[number];
  @IsOptional() @IsBoolean() attended?: boolean;
  /** How often they were confirmed, where the status says it. */
  @IsOptional() @IsInt() @Min(1) @Max(9) confirmations?: number;
  /** When the system last changed it. Without one nobody knows which sighting is later: they are put in the order in which statuses follow each other, and the second is flagged `order-unknown`. */
  @IsOptional() @IsInstant() asOf?: string;
  /** When they signed up. */
  @IsOptional() @IsInstant() signedUpAt?: string;
  @IsOptional() @IsUUID() shiftId?: string;
  @IsOptional() @IsUUID() volunteerEventId?: string;
  @IsOptional() @IsCode() roleId?: string;
  /** Where this volunteer's times are not the shift's. */
  @IsOptional() @IsInstant() startsAt?: string;
  @IsOptional() @IsInstant() endsAt?: string;
  @IsOptional() @IsCode() organizerId?: string;
  @IsOptional() @IsCode() source?: string;
  @IsOptional() @IsCodes(100) turfIds?: string[];
  @IsOptional() @IsCodes(100) listIds?: string[];
  @IsOptional() @IsText(2000) note?: string;
  @IsOptional() @ValidateNested() @Type(() => Origin) provenance?: Origin;
}
