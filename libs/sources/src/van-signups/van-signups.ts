import { SIGHTED_STATUSES } from '@fieldledger/volunteering';
import { checkedName, checkedObject, checkedOptionalText, checkedScalars, checkedText } from '../checked-json.js';
import { jsonItems, type JsonItem } from '../json-items.js';
import { instantFrom, requireZone } from '../local-time.js';
import { RowFault, type Defaults, type RowReading, type Source } from '../source.js';
import { commonStatus } from './signup-statuses.js';
import { eventReading, signupItem, type VanPlace } from './van-items.js';

const MEMBERS = ['name', 'state', 'mode', 'statuses', 'zone', 'asOf'];

/** VAN's events, with their shifts, and signups, as its API tells them: objects or pages of them, one alone, a list, or a line for each. */
export function vanSignups(json: unknown, { zone }: Defaults): Source {
  const place = checkedPlace(json, zone);
  return {
    name: place.name,
    settings: { mapping: (json ?? {}) as object, zone },
    open: jsonItems({ itemsOfPage: ({ items }) => (Array.isArray(items) ? items : undefined), read: (item) => readItem(item, place) }),
  };
}

function readItem(item: JsonItem, place: VanPlace): RowReading {
  if ('eventSignupId' in item) return { items: [signupItem(item, place)] };
  if ('eventId' in item) return eventReading(item, place);
  if ('statusId' in item) return { skipped: 'It is a status, which signups name themselves.' };
  throw new RowFault('unknown-object', 'The object is no event and no signup of VAN. Export one of these.');
}

/** @throws Error that names the member at fault */
function checkedPlace(json: unknown, zone: string | undefined): VanPlace {
  const settings = checkedObject(json ?? {}, 'The mapping', MEMBERS);
  const [state, own, asOf] = [checkedOptionalText(settings.state, 'state'), checkedOptionalText(settings.zone, 'zone'), checkedOptionalText(settings.asOf, 'asOf')];
  if (state === undefined) throw new Error('Say in a mapping of which state and database the VAN ids are: {"state": "OH", "mode": "mycampaign"}. They are unique only within it.');
  if (own !== undefined) requireZone(own);
  return { name: checkedName(settings.name ?? 'van'), scope: `${state.toUpperCase()}.${checkedText(settings.mode ?? 'mycampaign', 'mode')}`, zone: own ?? zone, asOf: asOf && checkedMoment(asOf), statuses: checkedStatuses(settings.statuses) };
}

function checkedMoment(text: string): string {
  try {
    return instantFrom(text, undefined, undefined, 'asOf');
  } catch {
    throw new Error('asOf must be the moment of the export with its offset, such as 2026-10-03T14:00:00-04:00.');
  }
}

function checkedStatuses(value: unknown): VanPlace['statuses'] {
  return new Map([...checkedScalars(value, 'statuses')].map(([name, means]) => {
    const status = SIGHTED_STATUSES.find((it) => it === means);
    const said = status ? { status } : commonStatus(means);
    if (!said) throw new Error(`statuses.${name} must be one of: ${SIGHTED_STATUSES.join(', ')}; or one of VAN's that is known, such as Conf Twice.`);
    return [name.toLowerCase(), said];
  }));
}
