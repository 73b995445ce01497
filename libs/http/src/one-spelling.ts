import { jsonSchemaOf, type Class, type Schema } from './class-schema.js';
import { FIELD_FORMATS } from './field-formats.js';

/**
 * The same value with each member in the usual spelling of its format: UUIDs in small letters (RFC 9562, section 4), since some
 * phones write them in capitals and the same id in another spelling would open a second stream; zones as the tz database has them;
 * the FEC's ids of committees in capitals, as it writes them, since what is told of one would be counted apart.
 */
export function inOneSpelling<T>(target: Class, value: T): T {
  let spell = spellers.get(target);
  if (!spell) spellers.set(target, (spell = spellerOf(jsonSchemaOf(target)) ?? ((same: unknown) => same)));
  return spell(value) as T;
}

type Speller = (value: unknown) => unknown;
const spellers = new Map<Class, Speller>();

/** For values that were validated; undefined where a schema has nothing to spell. */
function spellerOf({ format, properties, items }: Schema): Speller | undefined {
  const spell = FIELD_FORMATS[format as string]?.spell;
  if (spell) return (text) => spell(text as string);
  const each = items ? spellerOf(items as Schema) : undefined;
  if (each) return (list) => (list as unknown[]).map((item) => each(item));
  const members = Object.entries((properties ?? {}) as Record<string, Schema>).flatMap(([name, of]) => {
    const spell = spellerOf(of);
    return spell ? [{ name, spell }] : [];
  });
  if (members.length === 0) return undefined;
  return (object) => {
    const given = object as Record<string, unknown>;
    const changed = members.flatMap(({ name, spell }) => {
      const spelled = given[name] === undefined ? undefined : spell(given[name]);
      return spelled === given[name] ? [] : [[name, spelled]];
    });
    return changed.length === 0 ? object : { ...given, ...Object.fromEntries(changed) };
  };
}
