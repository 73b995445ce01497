import { columnAt } from '../header.js';
import { RowFault } from '../source.js';
import type { TargetField } from '../target-fields.js';
import type { FieldRule } from './mapping.js';

/** The text that a row gives a field; undefined when its cells are blank. */
export type FieldText = (cells: readonly string[], row: number) => string | undefined;

/**
 * A field's rule, made ready for a file.
 * @throws Error when the file has not the column; what it returns throws RowFault `value-not-mapped`, `cell-missing`
 */
export function fieldText(field: TargetField, rule: FieldRule, header: readonly string[]): FieldText {
  const original = originOf(rule, header);
  return (cells, row) => {
    const text = original(cells, row);
    const translated = text === undefined || !rule.values ? text : rule.values.get(text);
    if (text !== undefined && translated === undefined) {
      throw new RowFault('value-not-mapped', `${field}: what ${describe(rule)} holds is not among the "values" of the mapping. Add it there, or mend the cell.`);
    }
    const finished = translated === undefined ? '' : (rule.slug ? slug(translated) : translated).padStart(rule.pad, '0');
    if (finished !== '') return finished;
    if (rule.optional) return undefined;
    throw new RowFault('cell-missing', `${field}: ${describe(rule)} is blank. Fill it in, or say "optional": true in the mapping if the field may be left out.`);
  };
}

/** Where a field comes from, for messages. */
export function describe({ from }: FieldRule): string {
  if (from === 'row') return 'the row number';
  if ('column' in from) return `the column "${from.column}"`;
  return `one of the columns ${from.template.flatMap((part) => ('column' in part ? [`"${part.column}"`] : [])).join(', ')}`;
}

function originOf({ from }: FieldRule, header: readonly string[]): FieldText {
  if (from === 'row') return (_, row) => String(row);
  if ('column' in from) {
    const at = columnAt(header, from.column);
    return (cells) => cells[at]!.trim() || undefined;
  }
  const parts = from.template.map((part) => ('column' in part ? columnAt(header, part.column) : part.text));
  return (cells) => {
    const texts = parts.map((part) => (typeof part === 'number' ? cells[part]!.trim() : part));
    // A half-filled template would make one id for many doors.
    return texts.includes('') ? undefined : texts.join('');
  };
}

/** An id that a person can still read: `Luis Munoz Marin S` becomes `luis-munoz-marin-s`. */
function slug(text: string): string {
  const plain = text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  return plain.replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '').slice(0, 64);
}
