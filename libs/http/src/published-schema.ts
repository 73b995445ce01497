import { FIELD_FORMATS } from './field-formats.js';

type Patterns = Readonly<Record<string, string | undefined>>;

/** What requests may hold, by format. */
export const REQUESTED: Patterns = Object.fromEntries(Object.entries(FIELD_FORMATS).map(([format, { pattern }]) => [format, pattern]));

/**
 * A schema for whoever has no other. Our formats are known to us alone, and formats in general are a remark to many, so that
 * patterns are beside them. @param isKept whether a format is said as well
 */
export function published(schema: object, patterns = REQUESTED, isKept: (format: string) => boolean = () => true): Readonly<Record<string, unknown>> {
  const copied = (value: unknown): unknown => (Array.isArray(value) ? value.map(copied) : value !== null && typeof value === 'object' ? published(value, patterns, isKept) : value);
  const { format, 'x-code': _code, ...of } = Object.fromEntries(Object.entries(schema).map(([name, value]) => [name, copied(value)]));
  if (typeof format !== 'string') return format === undefined ? of : { ...of, format };
  return { ...of, ...(isKept(format) && { format }), ...(patterns[format] !== undefined && { pattern: patterns[format] }) };
}
