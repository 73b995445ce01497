import { relative } from 'node:path';

/** A path as short as it can be said in the folder where the program runs. */
export function fromHere(path: string): string {
  const short = relative(process.cwd(), path);
  return short.startsWith('..') ? path : short;
}
