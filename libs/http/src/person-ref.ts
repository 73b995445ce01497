import { IsCode } from './field-formats.js';

/** A person as a producer knows them: an id is unique only within a system and its scope (for VAN: state and mode, such as `OH.myvoters`). */
export class PersonRef {
  @IsCode() system!: string;
  @IsCode() scope!: string;
  @IsCode() id!: string;
}

/** The reference as one text: an id means something only within its system and scope. */
export function personKey({ system, scope, id }: Pick<PersonRef, 'system' | 'scope' | 'id'>): string {
  return `${system}/${scope}/${id}`;
}
