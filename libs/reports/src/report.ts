import { readFileSync } from 'node:fs';
import type { Type } from '@nestjs/common';
import type { AnyProjection, Reflects } from '@fieldledger/kernel';

/** One question the campaign asks: its table, who answers it, and its totals in one line of SQL. */
export interface Report {
  /** As in the address, kebab-case. */
  readonly name: string;
  readonly projection: AnyProjection;
  readonly controller: Type;
  readonly handlers: readonly Type[];
  /** One row of totals over everything, for showing what a change would do; `{{table}}` and $1 as in any query. */
  readonly totalsSql: string;
  /** Further tables that it looks into, such as the personal one, and that no other report has for its own. */
  readonly alsoAsks?: readonly AnyProjection[];
}

/** What every report answers. */
export interface ReportAnswer<R extends object = object, T extends object = object> {
  readonly report: string;
  readonly version: number;
  /** Everything recorded up to here is counted, and nothing after. */
  readonly reflects: Reflects;
  readonly rows: readonly R[];
  readonly totals: T;
}

/** A text file that lies beside the code that asks for it. */
export function beside(url: string, name: string): string {
  return readFileSync(new URL(name, url), 'utf8');
}
