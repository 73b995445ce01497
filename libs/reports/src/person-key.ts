/** A person as one text: an id means something only within its system and scope. */
export function personKey({ system, scope, id }: { readonly system: string; readonly scope: string; readonly id: string }): string {
  return `${system}/${scope}/${id}`;
}
