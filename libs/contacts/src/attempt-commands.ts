import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsIn, IsInt, IsOptional, IsUUID, Max, Min, ValidateNested } from 'class-validator';
import { IsCode, IsInstant, IsText, IsZone, Origin, PersonRef } from '@fieldledger/http';

/** Who was tried. */
export { PersonRef as VoterRef };

/** Why a correction was made. */
export const REASON_CODES = ['entered-in-error', 'wrong-voter', 'wrong-result', 'duplicate', 'falsified', 'test-data', 'other'] as const;
export type ReasonCode = (typeof REASON_CODES)[number];

/** One answer or code given at the attempt: an answer to a survey question, or an activist code applied or removed. */
export class Response {
  @IsIn(['SurveyResponse', 'ActivistCode']) type!: 'SurveyResponse' | 'ActivistCode';
  @IsOptional() @IsInt() @Min(1) @Max(2147483647) surveyQuestionId?: number;
  @IsOptional() @IsInt() @Min(1) @Max(2147483647) surveyResponseId?: number;
  @IsOptional() @IsInt() @Min(1) @Max(2147483647) activistCodeId?: number;
  @IsOptional() @IsIn(['Apply', 'Remove']) action?: 'Apply' | 'Remove';
}

/** What the device thought the time was when it sent this: how we know that its clock is wrong. */
export class Device {
  @IsInstant() clock!: string;
}

/** One try to reach one voter by one method, whatever came of it. The producer makes the id, and keeps it for repeats. */
export class RecordAttempt {
  @IsUUID() attemptId!: string;
  @ValidateNested() @Type(() => PersonRef) voter!: PersonRef;
  @IsInt() @Min(1) @Max(2147483647) contactTypeId!: number;
  @IsInt() @Min(1) @Max(2147483647) inputTypeId!: number;
  /** Required without responses, absent with them: VAN's rule. */
  @IsOptional() @IsInt() @Min(1) @Max(2147483647) resultCodeId?: number;
  @IsOptional() @IsArray() @ArrayMaxSize(50) @ValidateNested({ each: true }) @Type(() => Response) responses?: Response[];
  @IsOptional() @IsCode() canvasserId?: string;
  @IsOptional() @IsCode() turfId?: string;
  @IsOptional() @IsCode() listId?: string;
  /** The household: several voters, one door. */
  @IsOptional() @IsCode() doorId?: string;
  @IsOptional() @IsCode() precinctId?: string;
  @IsCode() campaignId!: string;
  @IsOptional() @IsCode() batchId?: string;
  @IsInstant() attemptedAt!: string;
  /** Where the device was; days are counted in the campaign's zone, or in this one where the campaign has none. */
  @IsOptional() @IsZone() zone?: string;
  /** What the canvasser wrote down, and the number that was tried: kept sealed with the voter's own key. */
  @IsOptional() @IsText(2000) note?: string;
  @IsOptional() @IsText(40) phone?: string;
  @IsOptional() @ValidateNested() @Type(() => Device) device?: Device;
  @IsOptional() @ValidateNested() @Type(() => Origin) provenance?: Origin;
}

/** What a carrier or dialler said of a text or an automatic call, perhaps before the attempt itself arrived. */
export class ReportDelivery {
  @IsUUID() deliveryId!: string;
  @IsUUID() attemptId!: string;
  @IsIn(['sent', 'delivered', 'undelivered']) status!: 'sent' | 'delivered' | 'undelivered';
  /** The carrier's code; required when undelivered. */
  @IsOptional() @IsCode() code?: string;
  @IsInstant() reportedAt!: string;
}

/** Takes an attempt out of every count. It stays in the history, marked. */
export class VoidAttempt {
  @IsUUID() correctionId!: string;
  @IsUUID() attemptId!: string;
  @IsIn(REASON_CODES) reasonCode!: ReasonCode;
}

/** Replaces what was recorded of an attempt by what should have been. */
export class AmendAttempt {
  @IsUUID() correctionId!: string;
  @IsIn(REASON_CODES) reasonCode!: ReasonCode;
  /** The whole attempt as it should be, under its own id. */
  @ValidateNested() @Type(() => RecordAttempt) attempt!: RecordAttempt;
}
