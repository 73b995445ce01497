import type { RecordedEvent } from '@fieldledger/kernel';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

/** Holds recorded events against the golden schemas of their types. @returns which types there were */
export function againstGoldenSchemas(events: readonly RecordedEvent[]): string[] {
  const ajv = new Ajv2020({ allErrors: true });
  addFormats.default(ajv);
  const checks = new Map([...new Set(events.map(({ type, schemaVersion }) => `${type}.v${schemaVersion}`))].map((name) => [name, ajv.compile(goldenSchema(name))]));
  for (const { type, schemaVersion, payload } of events) {
    const check = checks.get(`${type}.v${schemaVersion}`)!;
    expect([check(JSON.parse(payload)), check.errors, payload]).toEqual([true, null, payload]);
  }
  return [...checks.keys()].sort();
}

const goldenSchema = (name: string) => JSON.parse(readFileSync(join(import.meta.dirname, '..', 'golden', 'events', `${name}.schema.json`), 'utf8')) as object;
