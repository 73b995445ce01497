import { IsBoolean, IsIn, IsInt, IsOptional, IsUUID, Max, Min } from 'class-validator';
import { IsCode, IsName, IsZone } from '@fieldledger/http';
import { CHANNELS, type Channel } from './code-tables.js';

/** Adds a result to this organization's table, or says anew what one means from now on. */
export class DefineResultCode {
  @IsUUID() definitionId!: string;
  @IsInt() @Min(1) @Max(2147483647) resultCodeId!: number;
  @IsName() name!: string;
  /** Whether the voter was reached. */
  @IsBoolean() contact!: boolean;
  @IsBoolean() refused!: boolean;
  @IsOptional() @IsIn(['address', 'phone', 'person']) marksBad?: 'address' | 'phone' | 'person';
  @IsOptional() @IsIn(CHANNELS) optsOutOf?: Channel;
}

/** Adds a contact type to this organization's table. */
export class DefineContactType {
  @IsUUID() definitionId!: string;
  @IsInt() @Min(1) @Max(2147483647) contactTypeId!: number;
  @IsName() name!: string;
  @IsIn(CHANNELS) channel!: Channel;
}

/** Adds an input type to this organization's table. */
export class DefineInputType {
  @IsUUID() definitionId!: string;
  @IsInt() @Min(1) @Max(2147483647) inputTypeId!: number;
  @IsName() name!: string;
}

/** Says in which zone a campaign counts its days, from now on. */
export class SetCampaignZone {
  @IsUUID() definitionId!: string;
  @IsCode() campaignId!: string;
  @IsZone() zone!: string;
}
