import { DEFAULT_CODE_TABLES } from '@fieldledger/contacts';
import { nameUuid } from '@fieldledger/kernel';
import { headedCsv, type RowReader } from '../headed-csv.js';
import { type Defaults, RowFault, type Source } from '../source.js';
import { attemptFrom, attemptReading, type TargetField } from '../target-fields.js';
import { checkedVanSettings, type VanSettings } from './van-settings.js';

/**
 * VAN's contact history, as its export and pipeline tables name the columns (move-coop/dbt-ngpvan,
 * stg_ngpvan__contacts_contacts). Names of voters and canvassers are in none of the columns that are read.
 */
export function vanContactHistory(json: unknown, { zone, campaign }: Defaults): Source {
  const settings = checkedVanSettings(json);
  return {
    name: settings.name,
    settings: { mapping: (json ?? {}) as object, zone, campaign },
    open: headedCsv({ encoding: settings.encoding, delimiter: settings.delimiter ?? ['\t', ','], readerFor: (header) => readerFor(settings, settings.zone ?? zone, campaign, header) }),
  };
}

function readerFor(settings: VanSettings, zone: string | undefined, campaign: string | undefined, header: readonly string[]): RowReader {
  const column = columnsOf(header);
  const state = settings.state === undefined ? column.required('statecode') : () => settings.state!;
  const [contactId, vanId, canvassed] = ['contactscontactid', 'vanid', 'datecanvassed'].map((name) => column.required(name)) as [Cell, Cell, Cell];
  const [canvasser, campaignId] = ['canvassedby', 'campaignid'].map((name) => column.optional(name)) as [Cell, Cell];
  const result = codeOf(column, 'resultid', ['resultshortname', 'resultname'], RESULTS, settings.results, 'results');
  const contactType = codeOf(column, 'contacttypeid', ['contacttypename'], CONTACT_TYPES, settings.contactTypes, 'contactTypes');
  const inputType = codeOf(column, 'inputtypeid', ['inputtypename'], INPUT_TYPES, settings.inputTypes, 'inputTypes');
  const from = (field: TargetField) => (field === 'campaignId' && !campaign ? 'the column campaignid (or --campaign, for rows that name none)' : `the column ${COLUMN_OF[field] ?? field}`);
  return (cells) => {
    const [stateCode, contact] = [state(cells), contactId(cells)];
    if (!stateCode || !contact) throw new RowFault('key-missing', 'statecode and contactscontactid together are the key, and one is blank. Export the row again with both.');
    const by = canvasser(cells);
    const texts = {
      'voter.system': 'van',
      'voter.scope': `${stateCode.toUpperCase()}.${settings.mode}`,
      'voter.id': vanId(cells),
      contactTypeId: contactType(cells),
      inputTypeId: inputType(cells),
      resultCodeId: result(cells),
      // In VAN this is a user's number; where an export puts a name instead, we do not want it.
      canvasserId: by !== undefined && /^\d+$/.test(by) ? by : undefined,
      campaignId: campaignId(cells) ?? campaign,
      attemptedAt: canvassed(cells),
      zone,
    };
    // Contact ids are unique only within a state and a database.
    const attemptId = nameUuid('van-contact-history', settings.name, settings.mode, stateCode.toUpperCase(), contact);
    return attemptReading(attemptFrom(attemptId, texts, from, 'month-first'));
  };
}

type Cell = (cells: readonly string[]) => string | undefined;

const COLUMN_OF: Partial<Record<TargetField, string>> = {
  'voter.id': 'vanid', contactTypeId: 'contacttypeid', inputTypeId: 'inputtypeid', resultCodeId: 'resultid', campaignId: 'campaignid', attemptedAt: 'datecanvassed',
};

/** Names are compared in lower case without spaces and underscores: `Date Canvassed`, `date_canvassed`, `DateCanvassed`. */
function columnsOf(header: readonly string[]) {
  const names = header.map((name) => name.toLowerCase().replace(/[\s_]/g, ''));
  const optional = (name: string): Cell => {
    const at = names.indexOf(name);
    return at < 0 ? () => undefined : (cells) => cells[at]!.trim() || undefined;
  };
  const required = (name: string): Cell => {
    if (names.includes(name)) return optional(name);
    const advice = name === 'statecode' ? ' Export it too, or say "state": "OH" in a mapping.' : ' Export it too.';
    throw new Error(`The file has no column "${name}", which a VAN contact history needs.${advice}`);
  };
  return { names, optional, required };
}

/**
 * An id from its own column, else from a name by the committee's own table, else by the common one.
 * @throws Error when the file has none of the columns; what it returns throws RowFault `value-not-mapped`
 */
function codeOf(column: ReturnType<typeof columnsOf>, idColumn: string, nameColumns: readonly string[], common: ReadonlyMap<string, string>, own: ReadonlyMap<string, string>, member: string): Cell {
  const named = nameColumns.filter((name) => column.names.includes(name));
  if (named.length === 0) return column.required(idColumn);
  const byId = column.optional(idColumn);
  const byName = named.map(column.optional);
  return (cells) => {
    const id = byId(cells);
    if (id !== undefined) return id;
    const names = byName.flatMap((name) => name(cells) ?? []).map((name) => name.toLowerCase());
    const known = names.map((name) => own.get(name) ?? common.get(name)).find(Boolean);
    if (known === undefined && names.length > 0) throw new RowFault('value-not-mapped', `The name in the column ${named.join(' or ')} is not known. Say its id in "${member}" of a mapping.`);
    return known;
  };
}

const idsByName = (rows: Iterable<readonly [id: number, row: { readonly name: string }]>) => new Map([...rows].map(([id, { name }]) => [name.toLowerCase(), String(id)]));
const RESULTS = idsByName(DEFAULT_CODE_TABLES.resultCodes);
const CONTACT_TYPES = idsByName(DEFAULT_CODE_TABLES.contactTypes);
const INPUT_TYPES = idsByName(DEFAULT_CODE_TABLES.inputTypes);
