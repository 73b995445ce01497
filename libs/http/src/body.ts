import { Injectable, type ArgumentMetadata, type PipeTransform } from '@nestjs/common';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import classTransformer from 'class-transformer/cjs/storage.js';
import { getMetadataStorage } from 'class-validator';
import type { ValidationMetadata } from 'class-validator/types/metadata/ValidationMetadata.js';
import { targetConstructorToSchema } from 'class-validator-jsonschema';
import { Rejection, type Fault } from '@fieldledger/kernel';
import { FIELD_FORMATS } from './field-formats.js';
import { badJson } from './json-parser.js';

type Class<T extends object = object> = new (...args: never[]) => T;
type Schema = Record<string, unknown>;

const ajv = new Ajv({ allErrors: true, strict: false, verbose: true });
addFormats.default(ajv, ['uuid']);
for (const [name, { test }] of Object.entries(FIELD_FORMATS)) ajv.addFormat(name, { type: 'string', validate: test });

const schemas = new Map<Class, Schema>();
const validators = new Map<Class, ValidateFunction>();

/** The JSON Schema of a class, made from its class-validator declaration: the only one there is. */
export function jsonSchemaOf(target: Class): Schema {
  let schema = schemas.get(target);
  if (!schema) {
    const storage = classTransformer.defaultMetadataStorage as never;
    const made = targetConstructorToSchema(target, { classTransformerMetadataStorage: storage, refPointerPrefix: REF }) as Schema;
    schema = closed(made);
    schemas.set(target, schema);
  }
  return schema;
}

const REF = '#/components/schemas/';

/** Nested classes in their place, and nothing undeclared anywhere but where a class says so itself. */
function closed(schema: Schema): Schema {
  const ref = schema.$ref as string | undefined;
  if (ref?.startsWith(REF)) return jsonSchemaOf(classNamed(ref.slice(REF.length)));
  const copy: Schema = { ...schema };
  if (copy.properties) {
    copy.properties = Object.fromEntries(Object.entries(copy.properties as Record<string, Schema>).map(([name, of]) => [name, closed(of)]));
    copy.additionalProperties ??= false;
  }
  if (copy.items && typeof copy.items === 'object') copy.items = closed(copy.items as Schema);
  for (const word of ['anyOf', 'allOf', 'oneOf'] as const) if (Array.isArray(copy[word])) copy[word] = (copy[word] as Schema[]).map(closed);
  return copy;
}

const declared = () => (getMetadataStorage() as unknown as { validationMetadatas: Map<Class, readonly ValidationMetadata[]> }).validationMetadatas;

function classNamed(name: string): Class {
  for (const target of declared().keys()) if (target.name === name) return target;
  throw new Error(`No declared class is called ${name}.`);
}

/** What the declaration of a pattern says to whoever missed it. */
function saidOf(pattern: string): string | undefined {
  const declaration = [...declared().values()].flat().find(({ name, constraints, message }) => name === 'matches' && typeof message === 'string' && (constraints[0] as RegExp).source === pattern);
  return declaration?.message as string | undefined;
}

/** Nobody mends more than these at once, and a body of nothing but faults would be answered by eight times as much. */
const MOST_FAULTS = 100;

/** Every fault of a value against a class, or the first hundred; none when it is sound. */
export function validate(target: Class, value: unknown): Fault[] {
  let check = validators.get(target);
  if (!check) {
    check = ajv.compile(jsonSchemaOf(target));
    validators.set(target, check);
  }
  return check(value) ? [] : check.errors!.filter(({ keyword }) => keyword !== 'if').slice(0, MOST_FAULTS).map(faultOf);
}

/**
 * The same value with each member in the usual spelling of its format: UUIDs in small letters (RFC 9562, section 4), since some
 * phones write them in capitals and the same id in another spelling would open a second stream; zones as the tz database has them.
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

/** Lets a body through, its ids and zones in one spelling, when it is what its class declares. @throws Rejection `invalid-body` with every fault; `bad-json` where there is none */
@Injectable()
export class ValidBody implements PipeTransform {
  transform(value: unknown, { metatype }: ArgumentMetadata): unknown {
    if (value === undefined) throw badJson('it is empty');
    const faults = validate(metatype as Class, value);
    if (faults.length > 0) throw new Rejection('invalid', slugOf(faults), 'The body is not what this route takes; every fault is listed. Mend them and send it again.', { faults });
    return inOneSpelling(metatype as Class, value);
  }
}

/** The one code of all faults, where they have one. */
export function slugOf(faults: readonly Fault[]): string {
  const codes = new Set(faults.map(({ code }) => code));
  return (codes.size === 1 && [...codes][0]) || 'invalid-body';
}

function faultOf({ instancePath, keyword, params, message, parentSchema }: ErrorObject): Fault {
  const code = (parentSchema as { 'x-code'?: string } | undefined)?.['x-code'];
  switch (keyword) {
    case 'type':
      return { field: instancePath, problem: message ?? 'is not right', ...(code && { code }) };
    case 'additionalProperties':
      return { field: `${instancePath}/${pointer(params.additionalProperty as string)}`, problem: 'is not known here; leave it out' };
    case 'required':
      return { field: `${instancePath}/${pointer(params.missingProperty as string)}`, problem: 'is required' };
    case 'format':
      return { field: instancePath, problem: FIELD_FORMATS[params.format as string]?.problem ?? `must be a ${params.format}` };
    case 'pattern':
      return { field: instancePath, problem: saidOf(params.pattern as string) ?? message ?? 'is not right' };
    case 'enum':
      return { field: instancePath, problem: `must be one of: ${(params.allowedValues as unknown[]).join(', ')}` };
    default:
      return { field: instancePath, problem: message ?? 'is not right' };
  }
}

/** A member's name as it stands in a JSON pointer, never longer than is useful to read. */
function pointer(name: string): string {
  return name.slice(0, 100).replaceAll('~', '~0').replaceAll('/', '~1');
}
