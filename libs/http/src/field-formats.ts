import { registerDecorator } from 'class-validator';
import { JSONSchema } from 'class-validator-jsonschema';
import { CODE } from '@fieldledger/kernel';
import { isDay, isMoment, ZONE, zoneSpelled } from '@fieldledger/local-time';

interface FieldFormat {
  test(text: string): boolean;
  /** As much of it as a regular expression can say that every language reads alike, for those who have the schemas only. */
  readonly pattern: string;
  /** What to tell whoever missed it. */
  readonly problem: string;
  /** The usual spelling of a text that is one, where others mean the same. */
  spell?(text: string): string;
}

const ELECTION = /^[GPRSCEO](19|20)[0-9]{2}$/;
const NAME = /^[\p{L}\p{N}][\p{L}\p{N} .,'()/+-]{0,59}$/u;
const NO_CODE = 'must be an id of 1 to 64 letters, digits and . _ : -, beginning with a letter or digit';
const [DATE, MINUTE] = ['-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])', '([01][0-9]|2[0-3]):[0-5][0-9]'];

/** The formats that our declarations add to JSON Schema's. */
export const FIELD_FORMATS: Readonly<Record<string, FieldFormat>> = {
  uuid: { test: (text) => /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i.test(text), pattern: '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$', problem: 'must be a UUID', spell: (text) => text.toLowerCase() },
  instant: { test: (text) => text.startsWith('20') && isMoment(text), pattern: `^20[0-9]{2}${DATE}T${MINUTE}(:[0-5][0-9](\\.[0-9]{1,9})?)?(Z|[+-]${MINUTE})$`, problem: 'must be an instant of this century: ISO 8601 with a zone, such as 2026-10-03T21:14:05Z' },
  zone: { test: (text) => zoneSpelled(text) !== null, pattern: ZONE.source, problem: 'must be an IANA time zone, such as America/New_York', spell: (text) => zoneSpelled(text)! },
  code: { test: (text) => CODE.test(text), pattern: CODE.source, problem: NO_CODE },
  // The FEC's are a C and eight digits, or nine; a state's are as the state writes them.
  committee: { test: (text) => CODE.test(text), pattern: CODE.source, problem: NO_CODE, spell: (text) => (/^c[0-9]{8,9}$/.test(text) ? text.toUpperCase() : text) },
  text: { test: (text) => text.isWellFormed() && !text.includes('\u0000') && text.trim() !== '', pattern: '\\S', problem: 'must be text: not blank, and without NUL characters and halves of characters' },
  day: { test: isDay, pattern: `^(19|20)[0-9]{2}${DATE}$`, problem: 'must be a day of this century or the last: YYYY-MM-DD' },
  election: { test: (text) => ELECTION.test(text), pattern: ELECTION.source, problem: 'must be an election code of the FEC: G, P, R, S, C, E or O and the year, such as P2026' },
  // Letters are no class of their own to many: for them ASCII as it is, and all beyond.
  name: { test: (text) => NAME.test(text), pattern: '^[^\\x00-\\x2f\\x3a-\\x40\\x5b-\\x60\\x7b-\\x7f][^\\x00-\\x1f\\x21-\\x26\\x2a\\x3a-\\x40\\x5b-\\x60\\x7b-\\x7f]{0,59}$', problem: "must be 1 to 60 letters, digits, blanks and . , ' ( ) / + -, beginning with a letter or digit" },
};

/** What is recorded is in UTC, in which a century ends at another hour, and may have been worked out. */
export const RECORDED = { instant: `^[0-9]{4}${DATE}T${MINUTE}:[0-5][0-9]\\.[0-9]{3}Z$`, day: `^[0-9]{4}${DATE}$` };

/** An instant: ISO 8601 with a zone, in this century, without leap seconds and 24:00. */
export const IsInstant = () => declared('isInstant', 'instant');

/** An IANA time zone. */
export const IsZone = () => declared('isZone', 'zone');

/** An opaque id of a producer's. */
export const IsCode = () => declared('isCode', 'code');

/** A committee: the FEC's id of it, in small letters too, or whatever another registry calls it. */
export const IsCommittee = () => declared('isCommittee', 'committee');

/** At most so many of such ids. */
export const IsCodes = (most: number): PropertyDecorator => (target, property) => {
  registerDecorator({
    name: 'isCodes', target: target.constructor, propertyName: property as string,
    validator: {
      validate: (value) => Array.isArray(value) && value.length <= most && value.every((each) => typeof each === 'string' && CODE.test(each)),
      defaultMessage: () => `must be a list of at most ${most} ids, each of 1 to 64 letters, digits and . _ : -, beginning with a letter or digit`,
    },
  });
  JSONSchema(() => ({ type: 'array', maxItems: most, items: { type: 'string', format: 'code' } }))(target, property as string);
};

/** What is printed in reports: letters, digits and plain punctuation. */
export const IsName = () => declared('isName', 'name');

/** A day, without a time: as receipts and forms are dated. */
export const IsDay = () => declared('isDay', 'day');

/** An election, as the FEC codes it. */
export const IsElection = () => declared('isElection', 'election');

/** A person's own words, stored exactly as sent: at most so many code points. */
export const IsText = (longest: number) => declared('isText', 'text', { minLength: 1, maxLength: longest });

function declared(name: string, format: string, limits: { minLength?: number; maxLength?: number } = {}): PropertyDecorator {
  return (target, property) => {
    registerDecorator({
      name, target: target.constructor, propertyName: property as string,
      validator: { validate: (value) => typeof value === 'string' && FIELD_FORMATS[format]!.test(value), defaultMessage: () => FIELD_FORMATS[format]!.problem },
    });
    JSONSchema({ type: 'string', format, ...limits })(target, property as string);
  };
}
