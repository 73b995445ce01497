import { jsonSchemaOf } from './class-schema.js';
import { FIELD_FORMATS, RECORDED } from './field-formats.js';
import { published, REQUESTED } from './published-schema.js';

export type Schema = Readonly<Record<string, unknown>>;
export type Members = Readonly<Record<string, Schema>>;

/** An object of exactly these members; those whose name ends in a question mark may be absent. */
export function closedSchema(members: Members): Schema {
  const properties = Object.fromEntries(Object.entries(members).map(([name, schema]) => [name.replace('?', ''), schema]));
  return { type: 'object', properties, required: Object.keys(members).filter((name) => !name.endsWith('?')), additionalProperties: false };
}

/** What a command declares, without some of it, and with what we found out besides. */
export function schemaFrom(command: Parameters<typeof jsonSchemaOf>[0], without: readonly string[], added: Members): Schema {
  const { properties, required = [] } = jsonSchemaOf(command) as { properties: Members; required?: readonly string[] };
  const kept = Object.entries(properties).filter(([name]) => !without.includes(name));
  return closedSchema({ ...Object.fromEntries(kept.map(([name, schema]) => [required.includes(name) ? name : `${name}?`, published(schema, PATTERNS, isStandard)])), ...added });
}

/** The JSON Schema (2020-12) of each event's payload, by `Type.vN`; its id is what a record of the feed names as `dataschema`. */
export function eventSchemas(versions: Readonly<Record<string, number>>, data: Members): Members {
  return Object.fromEntries(
    Object.entries(data).map(([type, schema]) => {
      const name = `${type}.v${versions[type]}`;
      return [name, { $schema: 'https://json-schema.org/draft/2020-12/schema', $id: `urn:fieldledger:event:${type}:${versions[type]}`, title: name, ...schema }];
    }),
  );
}

/** What events hold, by format; of a person's words nothing, since they are sealed. */
export const PATTERNS: Readonly<Record<string, string | undefined>> = { ...REQUESTED, ...RECORDED, text: undefined };
/** Ours are known to us alone, and a strict validator refuses what it does not know. */
const isStandard = (format: string): boolean => format === 'uuid' || !(format in FIELD_FORMATS);

const base64 = (length: string): Schema => ({ type: 'string', pattern: `^[A-Za-z0-9_-]${length}$` });

export const UUID: Schema = { type: 'string', format: 'uuid', pattern: PATTERNS.uuid };
/** What was noticed about a fact: names in kebab-case. */
export const FLAGS: Schema = { type: 'array', items: { type: 'string', pattern: '^[a-z0-9]+(-[a-z0-9]+)*$' } };
export const orNull = (schema: Schema): Schema => ({ anyOf: [schema, { type: 'null' }] });

/** What is sealed with a person's key. */
export const SEALED: Schema = closedSchema({ key: UUID, nonce: base64('{16}'), text: base64('{22,}'), mark: base64('{22}') });
