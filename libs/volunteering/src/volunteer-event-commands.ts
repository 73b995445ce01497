import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsIn, IsInt, IsOptional, IsUUID, Max, Min, ValidateNested } from 'class-validator';
import { IsCode, IsInstant, IsZone, Origin } from '@fieldledger/http';

/** What volunteers are needed for at an event: how few would do, and how many are hoped for at each shift. */
export class VolunteerRole {
  @IsCode() roleId!: string;
  @IsOptional() @IsInt() @Min(0) @Max(1_000_000) minimum?: number;
  @IsOptional() @IsInt() @Min(0) @Max(1_000_000) goal?: number;
}

/** An event that volunteers are asked to. Its shifts are told for themselves. */
export class PlanVolunteerEvent {
  @IsUUID() volunteerEventId!: string;
  /** Such as `canvass`, `phone-bank` or `text-bank`. */
  @IsCode() eventType!: string;
  /** In which its days are counted. */
  @IsZone() zone!: string;
  @IsOptional() @IsCode() campaignId?: string;
  @IsOptional() @IsCode() organizerId?: string;
  @IsOptional() @IsCode() locationId?: string;
  @IsOptional() @IsArray() @ArrayMaxSize(50) @ValidateNested({ each: true }) @Type(() => VolunteerRole) roles?: VolunteerRole[];
  /** When its source last changed it: of two tellings the later holds, whichever arrives first. */
  @IsOptional() @IsInstant() asOf?: string;
  @IsOptional() @ValidateNested() @Type(() => Origin) provenance?: Origin;
}

/** The whole event as it should be. Before its plan is known, this is its plan. */
export class ChangeVolunteerEvent {
  @IsUUID() changeId!: string;
  @ValidateNested() @Type(() => PlanVolunteerEvent) volunteerEvent!: PlanVolunteerEvent;
  @IsOptional() @ValidateNested() @Type(() => Origin) provenance?: Origin;
}

export const CALLED_OFF_REASONS = ['organizer', 'weather', 'too-few', 'duplicate', 'entered-in-error', 'withdrawn-by-source', 'other'] as const;

/** It will not take place, or did not. What its source withdrew stands again when the source shows it as of a later moment. */
export class CancelVolunteerEvent {
  @IsUUID() cancellationId!: string;
  @IsUUID() volunteerEventId!: string;
  @IsInstant() cancelledAt!: string;
  @IsIn(CALLED_OFF_REASONS) reasonCode!: (typeof CALLED_OFF_REASONS)[number];
  @IsOptional() @ValidateNested() @Type(() => Origin) provenance?: Origin;
}

export const REINSTATED_REASONS = ['organizer', 'weather', 'entered-in-error', 'restored-by-source', 'other'] as const;

/** It takes place after all: whatever called it off until then counts no more. Shifts that were called off for themselves stay so. */
export class ReinstateVolunteerEvent {
  @IsUUID() reinstatementId!: string;
  @IsUUID() volunteerEventId!: string;
  @IsInstant() reinstatedAt!: string;
  @IsIn(REINSTATED_REASONS) reasonCode!: (typeof REINSTATED_REASONS)[number];
  @IsOptional() @ValidateNested() @Type(() => Origin) provenance?: Origin;
}
