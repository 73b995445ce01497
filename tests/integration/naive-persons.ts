/** A person as reports name them. */
export const text = ({ system, scope, id }: { readonly system: string; readonly scope: string; readonly id: string }) => `${system}/${scope}/${id}`;

/** Everybody whom links connect, by the first of their references. */
export function personsOf(links: readonly (readonly [string, string])[]): Map<string, string> {
  const persons = new Map<string, string>();
  for (const name of links.flat()) {
    const reach = new Set([name]);
    for (let size = 0; size < reach.size;) {
      size = reach.size;
      for (const [a, b] of links) if (reach.has(a) || reach.has(b)) reach.add(a).add(b);
    }
    persons.set(name, [...reach].sort()[0]!);
  }
  return persons;
}
