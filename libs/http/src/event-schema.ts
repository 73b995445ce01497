import { CODE } from '@fieldledger/kernel';
import { jsonSchemaOf } from './body.js';

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
  return closedSchema({ ...Object.fromEntries(kept.map(([name, schema]) => [required.includes(name) ? name : `${name}?`, portable(schema)])), ...added });
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

const DAY = '[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])';

/** Our formats are known to us alone, and formats in general are a remark to many; whoever checks an event elsewhere knows patterns. */
export const PATTERNS = {
  code: CODE.source,
  instant: `^${DAY}T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]\\.[0-9]{3}Z$`,
  zone: '^[A-Za-z][A-Za-z0-9_+/-]{0,63}$',
  day: `^${DAY}$`,
  election: '^[GPRSCEO][0-9]{4}$',
  uuid: '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$',
} as const;

const base64 = (length: string): Schema => ({ type: 'string', pattern: `^[A-Za-z0-9_-]${length}$` });

export const UUID: Schema = { type: 'string', format: 'uuid', pattern: PATTERNS.uuid };
/** What was noticed about a fact: names in kebab-case. */
export const FLAGS: Schema = { type: 'array', items: { type: 'string', pattern: '^[a-z0-9]+(-[a-z0-9]+)*$' } };
export const orNull = (schema: Schema): Schema => ({ anyOf: [schema, { type: 'null' }] });

/** What is sealed with a person's key. */
export const SEALED: Schema = closedSchema({ key: UUID, nonce: base64('{16}'), text: base64('{22,}'), mark: base64('{22}') });

function portable(schema: Schema): Schema {
  const { format, properties, items, 'x-code': _code, ...rest } = schema as { format?: string; properties?: Members; items?: Schema; 'x-code'?: string };
  const pattern = (PATTERNS as Readonly<Record<string, string>>)[format ?? ''];
  return {
    ...rest,
    ...(format === 'uuid' || (format && format !== 'text' && !pattern) ? { format } : {}),
    ...(pattern && { pattern }),
    ...(properties && { properties: Object.fromEntries(Object.entries(properties).map(([name, of]) => [name, portable(of)])) }),
    ...(items && { items: portable(items) }),
  };
}
