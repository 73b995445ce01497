import { checkedDelimiter, checkedName, checkedObject, checkedOptionalText, checkedScalars, checkedText } from '../checked-json.js';
import { requireZone } from '../local-time.js';

/** What a VAN export does not say of itself; every member has a default. */
export interface VanSettings {
  readonly name: string;
  /** Half of a VAN id's scope: ids of My Voters and My Campaign overlap. */
  readonly mode: string;
  /** For an export of one state that has no statecode column. */
  readonly state?: string;
  /** Ids by name, of this committee's own codes, lower case. VAN's ids are instance data. */
  readonly results: ReadonlyMap<string, string>;
  readonly contactTypes: ReadonlyMap<string, string>;
  readonly inputTypes: ReadonlyMap<string, string>;
  readonly zone?: string;
  readonly encoding?: string;
  readonly delimiter?: string;
}

const MEMBERS = ['name', 'mode', 'state', 'results', 'contactTypes', 'inputTypes', 'zone', 'encoding', 'delimiter'];

/** @throws Error that names the member at fault */
export function checkedVanSettings(json: unknown): VanSettings {
  const settings = checkedObject(json ?? {}, 'The mapping', MEMBERS);
  const zone = checkedOptionalText(settings.zone, 'zone');
  if (zone !== undefined) requireZone(zone);
  return {
    name: checkedName(settings.name ?? 'van'),
    mode: checkedText(settings.mode ?? 'myvoters', 'mode'),
    state: checkedOptionalText(settings.state, 'state'),
    results: byLowerName(settings.results, 'results'),
    contactTypes: byLowerName(settings.contactTypes, 'contactTypes'),
    inputTypes: byLowerName(settings.inputTypes, 'inputTypes'),
    zone,
    encoding: checkedOptionalText(settings.encoding, 'encoding'),
    delimiter: checkedDelimiter(settings.delimiter),
  };
}

function byLowerName(value: unknown, place: string): Map<string, string> {
  return new Map([...checkedScalars(value, place)].map(([name, id]) => [name.toLowerCase(), id]));
}
