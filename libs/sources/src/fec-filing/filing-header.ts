import { FileFault } from '../file-fault.js';
import { filingCells } from './filing-cells.js';
import type { TextLine } from '../text-lines.js';
import { layoutOf, type Layout } from './filing-version.js';

/** What a filing says before its cover. */
export interface FilingHeader {
  /** As it is written: `8.3`, `3.00`. */
  readonly version: string;
  readonly layout: Layout;
  /** What parts the names of a person in one cell, before format 6. */
  readonly nameDelimiter: string;
  /** The number of the original filing that an amendment cites, `FEC-24088`, and which amendment of it this is. */
  readonly amends?: string;
  readonly reportNumber?: number;
}

/**
 * Takes the lines of the header and leaves the rest.
 * @throws FileFault for what is no electronic filing, or of a format that we cannot read
 */
export async function filingHeader(lines: AsyncIterator<TextLine>): Promise<FilingHeader> {
  for (let next = await lines.next(); !next.done; next = await lines.next()) {
    const { text } = next.value;
    if (text.trim() === '') continue;
    if (/^\/\*\s*header/i.test(text)) return blockHeader(lines);
    const cells = filingCells(text);
    if (cells[0]?.toUpperCase() === 'HDR') return rowHeader(cells);
    break;
  }
  throw new FileFault('The file does not begin with a header (HDR): it is no electronic filing of the FEC. Download the .fec file of the filing and import that.');
}

/** One row, from format 3 on. Before format 6 it also names the delimiter of names. */
function rowHeader(cells: readonly string[]): FilingHeader {
  const isPaper = /^P/i.test(cells[1] ?? '');
  const version = isPaper ? cells[1]! : (cells[2] ?? '');
  const layout = checkedLayout(version);
  const [nameDelimiter, cited, number] = Number(version[0]) < 6 ? cells.slice(5) : ['', ...cells.slice(5)];
  return { version, layout, nameDelimiter: nameDelimiter || '^', amends: filingNumber(cited), reportNumber: wholeNumber(number) };
}

/** A line for each member, as format 2 has it: `FEC_Ver_# = 2.02`. */
async function blockHeader(lines: AsyncIterator<TextLine>): Promise<FilingHeader> {
  const members = new Map<string, string>();
  for (let next = await lines.next(); !next.done; next = await lines.next()) {
    if (/^\/\*\s*end header/i.test(next.value.text)) return memberHeader(members);
    const [, name, value] = /^([^=]*)=(.*)$/.exec(next.value.text) ?? [];
    if (name !== undefined) members.set(name.trim().toLowerCase(), value!.trim());
  }
  throw new FileFault('The header is not closed: there is no line "/* End Header". The file is cut off; download it again.');
}

function memberHeader(members: ReadonlyMap<string, string>): FilingHeader {
  const [version = '', dates = 'CCYYMMDD', decimals = 'DEC'] = ['fec_ver_#', 'date_fmat', 'dec/nodec'].map((name) => members.get(name) || undefined);
  const layout = checkedLayout(version);
  if (!/^(CC|YY)YYMMDD$/i.test(dates)) throw new FileFault('The header says that days are not written as YYYYMMDD (Date_Fmat). We cannot tell what they mean; ask the filer for the filing in a later format.');
  if (!/^DEC$/i.test(decimals)) throw new FileFault('The header says that amounts are written without a decimal point (Dec/NoDec). We cannot tell dollars from cents; ask the filer for the filing in a later format.');
  return { version, layout, nameDelimiter: members.get('namedelim') || '^', amends: filingNumber(members.get('rpt_id')), reportNumber: wholeNumber(members.get('rpt_number')) };
}

function checkedLayout(version: string): Layout {
  const layout = layoutOf(version);
  if (layout) return layout;
  const shown = /^[\w.]{1,8}$/.test(version) ? ` ${version}` : '';
  if (/^P/i.test(version)) throw new FileFault(`The filing was made on paper and keyed in afterwards (format${shown}): its rows are laid out otherwise and are not complete. Use the bulk data (fec-bulk) for it.`);
  throw new FileFault(`The format${shown} is none of the FEC's. We read 2.x, 3.x, 5.0 to 5.3, 6.1 to 6.4, 7.0 and 8.0 to 8.5. Download the filing again, or look at its first line.`);
}

function filingNumber(text: string | undefined): string | undefined {
  const [, digits] = /^(?:FEC)?\s*(?:-\s*)?(\d{1,12})$/i.exec(text ?? '') ?? [];
  return digits === undefined || /^0+$/.test(digits) ? undefined : `FEC-${digits}`;
}

const wholeNumber = (text: string | undefined) => (/^\d{1,4}$/.test(text ?? '') ? Number(text) : undefined);
