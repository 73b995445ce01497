import { readFileSync } from 'node:fs';

/** The SQL of a file beside this one, such as `read` for `read.sql`. */
export function statement(name: string): string {
  return readFileSync(new URL(`./${name}.sql`, import.meta.url), 'utf8');
}
