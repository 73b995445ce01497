import { registerDecorator } from 'class-validator';
import { JSONSchema } from 'class-validator-jsonschema';

/** The formats that our declarations add to JSON Schema's, and what to tell whoever missed one. */
export const FIELD_FORMATS: Readonly<Record<string, { test(text: string): boolean; problem: string }>> = {
  uuid: { test: (text) => /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i.test(text), problem: 'must be a UUID' },
  instant: { test: isInstant, problem: 'must be an instant of this century: ISO 8601 with a zone, such as 2026-10-03T21:14:05Z' },
  zone: { test: isZone, problem: 'must be an IANA time zone, such as America/New_York' },
  code: { test: (text) => /^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$/.test(text), problem: 'must be an id of 1 to 64 letters, digits and . _ : -, beginning with a letter or digit' },
};

/** An instant: ISO 8601 with a zone, in this century, without leap seconds and 24:00. */
export const IsInstant = () => declared('isInstant', 'instant');

/** An IANA time zone. */
export const IsZone = () => declared('isZone', 'zone');

/** An opaque id of a producer's. */
export const IsCode = () => declared('isCode', 'code');

function declared(name: string, format: string): PropertyDecorator {
  return (target, property) => {
    registerDecorator({
      name, target: target.constructor, propertyName: property as string,
      validator: { validate: (value) => typeof value === 'string' && FIELD_FORMATS[format]!.test(value), defaultMessage: () => FIELD_FORMATS[format]!.problem },
    });
    JSONSchema({ type: 'string', format })(target, property as string);
  };
}

const INSTANT = /^(20\d\d)-(\d\d)-(\d\d)T([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:\.\d{1,9})?)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;

function isInstant(text: string): boolean {
  const match = INSTANT.exec(text);
  if (!match) return false;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  return month >= 1 && month <= 12 && day >= 1 && day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}

const zones = new Map<string, boolean>();

function isZone(text: string): boolean {
  let known = zones.get(text);
  if (known === undefined) {
    known = /^[A-Za-z][A-Za-z0-9_+/-]{0,63}$/.test(text) && knownToIntl(text);
    if (zones.size < 10_000) zones.set(text, known);
  }
  return known;
}

function knownToIntl(zone: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en-US', { timeZone: zone }));
  } catch {
    return false;
  }
}
