import { Injectable, type ArgumentMetadata, type PipeTransform } from '@nestjs/common';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { Rejection, type Fault } from '@fieldledger/kernel';
import { jsonSchemaOf, saidOf, type Class } from './class-schema.js';
import { FIELD_FORMATS } from './field-formats.js';
import { badJson } from './json-parser.js';
import { inOneSpelling } from './one-spelling.js';

const ajv = new Ajv({ allErrors: true, strict: false, verbose: true });
addFormats.default(ajv, ['uuid']);
for (const [name, { test }] of Object.entries(FIELD_FORMATS)) ajv.addFormat(name, { type: 'string', validate: test });

const validators = new Map<Class, ValidateFunction>();

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
