import { FIELD_FORMATS } from './field-formats.js';

/**
 * A schema for whoever has no other: our formats with their patterns beside them, and without the patterns that only
 * ECMAScript reads (`\p{…}`), for which a validator in another language would refuse the whole document.
 */
export function published(schema: object): object {
  const { pattern, ...of } = Object.fromEntries(Object.entries(schema).map(([name, value]) => [name, copied(value)])) as { pattern?: unknown; format?: unknown };
  const known = typeof of.format === 'string' ? FIELD_FORMATS[of.format]?.pattern : undefined;
  const readable = typeof pattern === 'string' && pattern.includes('\\p{') ? undefined : pattern;
  return { ...of, ...((readable ?? known) !== undefined && { pattern: readable ?? known }) };
}

function copied(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copied);
  return value !== null && typeof value === 'object' ? published(value) : value;
}
