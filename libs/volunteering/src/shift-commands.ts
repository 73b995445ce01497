import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsUUID, Matches, Max, Min, ValidateNested } from 'class-validator';
import { IsCode, IsInstant, IsZone, Origin } from '@fieldledger/http';
import { CALLED_OFF_REASONS, REINSTATED_REASONS } from './volunteer-event-commands.js';

/** A local time, or one that says its offset: `2026-10-03T10:00`, `2026-11-01T01:30-05:00`, `2026-10-03T14:00:00Z`. */
const SHIFT_TIME = /^20\d\d-\d\d-\d\dT([01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)?$/;
const SHIFT_TIME_SAID = { message: 'must be a local time such as 2026-10-03T10:00, or one with its offset such as 2026-10-03T10:00-04:00' };

/** A stretch of an event for which volunteers sign up. */
export class PlanShift {
  @IsUUID() shiftId!: string;
  @IsUUID() volunteerEventId!: string;
  /** Read in the zone where it names no offset of its own. */
  @Matches(SHIFT_TIME, SHIFT_TIME_SAID) starts!: string;
  @Matches(SHIFT_TIME, SHIFT_TIME_SAID) ends!: string;
  @IsZone() zone!: string;
  /** How many volunteers there is room for. */
  @IsOptional() @IsInt() @Min(0) @Max(1_000_000) capacity?: number;
  @IsOptional() @IsCode() locationId?: string;
  /** When its source last changed it: of two tellings the later holds, whichever arrives first. */
  @IsOptional() @IsInstant() asOf?: string;
  @IsOptional() @ValidateNested() @Type(() => Origin) provenance?: Origin;
}

/** The whole shift as it should be: moved, longer, elsewhere. Before its plan is known, this is its plan. */
export class ChangeShift {
  @IsUUID() changeId!: string;
  @ValidateNested() @Type(() => PlanShift) shift!: PlanShift;
  @IsOptional() @ValidateNested() @Type(() => Origin) provenance?: Origin;
}

/** It will not take place, or did not. What its source withdrew stands again when the source shows it as of a later moment. */
export class CancelShift {
  @IsUUID() cancellationId!: string;
  @IsUUID() shiftId!: string;
  @IsInstant() cancelledAt!: string;
  @IsIn(CALLED_OFF_REASONS) reasonCode!: (typeof CALLED_OFF_REASONS)[number];
  @IsOptional() @ValidateNested() @Type(() => Origin) provenance?: Origin;
}

/** It takes place after all: whatever called it off until then counts no more. A shift of an event that is called off is called off with it. */
export class ReinstateShift {
  @IsUUID() reinstatementId!: string;
  @IsUUID() shiftId!: string;
  @IsInstant() reinstatedAt!: string;
  @IsIn(REINSTATED_REASONS) reasonCode!: (typeof REINSTATED_REASONS)[number];
  @IsOptional() @ValidateNested() @Type(() => Origin) provenance?: Origin;
}
