/** Texts in order. */
export const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** Adds to the list under a name. */
export function push<K, T>(lists: Map<K, T[]>, name: K, item: T): void {
  const list = lists.get(name);
  if (list) list.push(item);
  else lists.set(name, [item]);
}
