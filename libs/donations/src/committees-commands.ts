import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsUUID, Max, Min, ValidateNested } from 'class-validator';
import { IsCommittee, IsDay, IsText } from '@fieldledger/http';
import { COMMITTEE_KINDS, type CommitteeKind } from './contribution-commands.js';

/** How often the office is up for election, and in which year it is next: six years for the Senate, four for the President. */
export class ElectionCycle {
  @IsIn([2, 4, 6]) years!: 2 | 4 | 6;
  @IsInt() @Min(1976) @Max(2100) endsIn!: number;
}

/** What the organization says of a committee: its kind decides limits and windows. The last definition holds from then on. */
export class DefineCommittee {
  @IsUUID() definitionId!: string;
  @IsCommittee() committeeId!: string;
  @IsIn(COMMITTEE_KINDS) kind!: CommitteeKind;
  /** As it is registered with the FEC: forms ask for it where money came through a conduit. */
  @IsOptional() @IsText(200) name?: string;
  @IsOptional() @IsDay() establishedOn?: string;
  @IsOptional() @ValidateNested() @Type(() => ElectionCycle) cycle?: ElectionCycle;
}
