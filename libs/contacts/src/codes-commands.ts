import { IsBoolean, IsIn, IsInt, IsOptional, IsUUID, Matches, Max, Min } from 'class-validator';
import { IsCode, IsZone } from '@fieldledger/http';
import { CHANNELS, type Channel } from './code-tables.js';

/** Letters, digits and plain punctuation, 1 to 60: the name of a code, which is printed in reports. */
const NAME = /^[\p{L}\p{N}][\p{L}\p{N} .,'()/+-]{0,59}$/u;
const NAME_SAID = { message: "must be 1 to 60 letters, digits, blanks and . , ' ( ) / + -, beginning with a letter or digit" };

/** Adds a result to this organization's table, or says anew what one means from now on. */
export class DefineResultCode {
  @IsUUID() definitionId!: string;
  @IsInt() @Min(1) @Max(2147483647) resultCodeId!: number;
  @Matches(NAME, NAME_SAID) name!: string;
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
  @Matches(NAME, NAME_SAID) name!: string;
  @IsIn(CHANNELS) channel!: Channel;
}

/** Adds an input type to this organization's table. */
export class DefineInputType {
  @IsUUID() definitionId!: string;
  @IsInt() @Min(1) @Max(2147483647) inputTypeId!: number;
  @Matches(NAME, NAME_SAID) name!: string;
}

/** Says in which zone a campaign counts its days, from now on. */
export class SetCampaignZone {
  @IsUUID() definitionId!: string;
  @IsCode() campaignId!: string;
  @IsZone() zone!: string;
}
