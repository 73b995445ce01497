import classTransformer from 'class-transformer/cjs/storage.js';
import { getMetadataStorage } from 'class-validator';
import type { ValidationMetadata } from 'class-validator/types/metadata/ValidationMetadata.js';
import { targetConstructorToSchema } from 'class-validator-jsonschema';

export type Class<T extends object = object> = new (...args: never[]) => T;
export type Schema = Record<string, unknown>;

const schemas = new Map<Class, Schema>();

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
export function saidOf(pattern: string): string | undefined {
  const declaration = [...declared().values()].flat().find(({ name, constraints, message }) => name === 'matches' && typeof message === 'string' && (constraints[0] as RegExp).source === pattern);
  return declaration?.message as string | undefined;
}
