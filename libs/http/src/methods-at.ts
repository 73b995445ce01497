/** A route as it was mounted. */
export interface Route {
  readonly method: string;
  /** With `:name` for a part of it, and `*` for all that is left. */
  readonly url: string;
}

/** The methods that are taken at an address; none where there is nothing. */
export function methodsAt(routes: readonly Route[], address: string): string[] {
  const path = address.replace(/\?.*$/s, '');
  const here = routes.filter(({ url }) => new RegExp(`^${url.replace(/:\w+/g, '[^/]+').replace('*', '.*')}$`).test(path));
  return [...new Set(here.map(({ method }) => method))].sort();
}
