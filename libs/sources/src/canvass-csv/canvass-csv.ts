import { nameUuid } from '@fieldledger/kernel';
import { headedCsv, type RowReader } from '../headed-csv.js';
import { columnAt } from '../header.js';
import { type Defaults, RowFault, type Source } from '../source.js';
import { attemptFrom, attemptReading, REQUIRED_FIELDS, type FieldTexts, type TargetField } from '../target-fields.js';
import { describe, fieldText } from './field-text.js';
import { checkedMapping, type Condition, type Mapping } from './mapping.js';

/** Any canvass file that a mapping describes. @throws Error when the mapping is missing or wrong */
export function canvassCsv(json: unknown, { zone, campaign }: Defaults): Source {
  if (json === undefined) throw new Error('canvass-csv needs to know which column is what: name a mapping by --mapping.');
  const mapping = checkedMapping(json);
  const usual: FieldTexts = { zone: mapping.zone ?? zone, campaignId: campaign };
  refuseUnfilled(mapping, usual);
  return {
    name: mapping.name,
    settings: { mapping: json as object, zone, campaign },
    open: headedCsv({ encoding: mapping.encoding, delimiter: mapping.delimiter ?? ',', readerFor: (header) => readerFor(mapping, usual, header) }),
  };
}

/** Better said once than on every row. */
function refuseUnfilled({ constants, columns, firstThatHolds }: Mapping, usual: FieldTexts): void {
  const filled = (field: TargetField) => constants.has(field) || columns.has(field) || usual[field] !== undefined || firstThatHolds.some(({ then }) => then !== 'skip' && then.has(field));
  const unfilled = REQUIRED_FIELDS.filter((field) => !filled(field));
  if (unfilled.length > 0) throw new Error(`Nothing fills ${unfilled.join(', ')}. Name a column or a constant for each.`);
}

function readerFor(mapping: Mapping, usual: FieldTexts, header: readonly string[]): RowReader {
  const { name, columns, dates, otherwise } = mapping;
  const attemptId = idOf(mapping, header);
  const where = mapping.where.map((condition) => ({ ...condition, holds: holds(condition, header) }));
  const rules = mapping.firstThatHolds.map(({ when, then }) => ({ conditions: when.map((condition) => holds(condition, header)), then: then === 'skip' ? then : (Object.fromEntries(then) as FieldTexts) }));
  const fields = [...columns].map(([field, rule]) => ({ field, text: fieldText(field, rule, header) }));
  const constants: FieldTexts = { ...usual, ...Object.fromEntries(mapping.constants) };
  const from = (field: TargetField) => (columns.has(field) ? describe(columns.get(field)!) : 'the mapping');
  return (cells, row) => {
    const excluding = where.find(({ holds }) => !holds(cells));
    if (excluding) return { skipped: `The column "${excluding.column}" excludes it.` };
    const rule = rules.find(({ conditions }) => conditions.every((condition) => condition(cells)));
    if (rules.length > 0 && !rule) {
      if (otherwise === 'skip') return { skipped: 'None of firstThatHolds holds.' };
      throw new RowFault('no-rule', `None of firstThatHolds holds for this row in the mapping ${name}. Add a rule, or say "otherwise": "skip".`);
    }
    if (rule?.then === 'skip') return { skipped: 'A rule of firstThatHolds skips it.' };
    const id = attemptId(cells, row);
    const texts: FieldTexts = { ...constants };
    for (const { field, text } of fields) texts[field] = text(cells, row) ?? texts[field];
    return attemptReading(attemptFrom(id, { ...texts, ...rule?.then }, from, dates));
  };
}

/**
 * The same row of the same source always has the same id, whatever else the mapping says and whatever the file around it:
 * that is what makes a second import harmless.
 */
function idOf({ name, key }: Mapping, header: readonly string[]): (cells: readonly string[], row: number) => string {
  if (key === 'row') return (_, row) => nameUuid('canvass-csv', name, 'row', String(row));
  const columns = key.map((column) => ({ column, at: columnAt(header, column) }));
  return (cells) => {
    const blank = columns.every(({ at }) => cells[at]!.trim() === '');
    if (blank) throw new RowFault('key-missing', `The key (${key.join(', ')}) is blank, so a repeat of this row could not be told from a new one. Fill it in.`);
    return nameUuid('canvass-csv', name, 'key', ...columns.map(({ at }) => cells[at]!.trim()));
  };
}

function holds({ column, equals }: Condition, header: readonly string[]): (cells: readonly string[]) => boolean {
  const at = columnAt(header, column);
  return (cells) => equals.includes(cells[at]!.trim());
}
