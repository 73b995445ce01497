import { Type } from 'class-transformer';
import { IsOptional, ValidateNested } from 'class-validator';
import { IsText, PersonRef } from '@fieldledger/http';

/** Who volunteers. All of it but the reference is sealed with this person's own key before anything is stored. */
export class Volunteer {
  @ValidateNested() @Type(() => PersonRef) reference!: PersonRef;
  @IsOptional() @IsText(200) firstName?: string;
  @IsOptional() @IsText(200) lastName?: string;
  @IsOptional() @IsText(200) email?: string;
  @IsOptional() @IsText(40) phone?: string;
  @IsOptional() @IsText(200) street?: string;
  @IsOptional() @IsText(200) city?: string;
  @IsOptional() @IsText(200) state?: string;
  @IsOptional() @IsText(20) zip?: string;
}

/** The details of a volunteer that are sealed. */
export type VolunteerDetails = Omit<Volunteer, 'reference'>;

export const VOLUNTEER_DETAILS = ['firstName', 'lastName', 'email', 'phone', 'street', 'city', 'state', 'zip'] as const satisfies readonly (keyof VolunteerDetails)[];

/** The details alone, named one by one; undefined when there are none. */
export function detailsOf(volunteer: Volunteer): VolunteerDetails | undefined {
  const details = Object.fromEntries(VOLUNTEER_DETAILS.flatMap((name) => (volunteer[name] === undefined ? [] : [[name, volunteer[name]]])));
  return Object.keys(details).length > 0 ? details : undefined;
}
