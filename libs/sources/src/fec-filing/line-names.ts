import type { Form } from './cover-columns.js';

/** A row of Schedule A or B that we read: what it is, and the line of the form that it belongs to. */
export interface ScheduleLine {
  readonly kind: 'receipt' | 'refund';
  /** One name for each line, upper case, such as `SA11AI`. */
  readonly line: string;
}

/**
 * The line that a row's type names: software spells it `SA11AI`, `SA11A1`, `SA11ai`. Undefined for rows that are neither
 * receipts nor contributions given back: loans owed, debts, other payments, texts. SA3L lists bundlers, not receipts.
 */
export function scheduleLine(form: Form, type: string): ScheduleLine | undefined {
  const name = type.toUpperCase().replace(/[\s().]/g, '');
  if (/^SA\d/.test(name) && !name.startsWith('SA3L')) return { kind: 'receipt', line: ONE_SPELLING.get(name) ?? name };
  if (REFUND_LINES[form].test(name)) return { kind: 'refund', line: name };
  return undefined;
}

const ONE_SPELLING: ReadonlyMap<string, string> = new Map([
  ['SA11A', 'SA11AI'], ['SA11A1', 'SA11AI'], ['SA11A2', 'SA11AII'], ['SA17A1', 'SA17A'], ['SA17AI', 'SA17A'], ['SA17A2', 'SA17AII'],
]);

/** Contributions given back to persons, party committees and other committees. */
const REFUND_LINES: Readonly<Record<Form, RegExp>> = { F3: /^SB20[ABC]$/, F3X: /^SB28[ABC]$/, F3P: /^SB28[ABC]$/ };
