import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  ATTEMPT_EXAMPLES, attemptDecider, CODES_EXAMPLES, codesDecider, CONSENT_EXAMPLES, consentDecider, CONTACT_EVENT_SCHEMAS, ROLLBACK_EXAMPLES, rollbackDecider,
} from '@fieldledger/contacts';
import {
  COMMITTEES_EXAMPLES, committeesDecider, CONTRIBUTION_EXAMPLES, contributionDecider, DONATION_EVENT_SCHEMAS, FILING_EXAMPLES, filingDecider, PLEDGE_EXAMPLES, pledgeDecider, SERIES_EXAMPLES, seriesDecider,
} from '@fieldledger/donations';
import { canonical, sha256 } from '@fieldledger/kernel';
import { LEDGER_EVENT_SCHEMAS, LEDGER_EVENT_VERSIONS, LEDGER_EXAMPLES } from '@fieldledger/ledger';
import { ERASURE_EXAMPLES, erasureDecider, LINK_EXAMPLES, linkDecider, PEOPLE_EVENT_SCHEMAS } from '@fieldledger/people';
import { canvassHistory } from '@fieldledger/testing';
import {
  SHIFT_EXAMPLES, shiftDecider, SIGNUP_EXAMPLES, signupDecider, VOLUNTEER_EVENT_EXAMPLES, volunteerEventDecider, VOLUNTEERING_EVENT_SCHEMAS,
} from '@fieldledger/volunteering';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

const golden = join(import.meta.dirname, '..', 'golden', 'events');
const deciders = [attemptDecider, consentDecider, codesDecider, rollbackDecider, contributionDecider, filingDecider, committeesDecider, seriesDecider, pledgeDecider, volunteerEventDecider, shiftDecider, signupDecider, linkDecider, erasureDecider];
const versions: Record<string, number> = Object.assign({}, LEDGER_EVENT_VERSIONS, ...deciders.map((decider) => decider.versions));
const schemas: Record<string, object> = { ...CONTACT_EVENT_SCHEMAS, ...DONATION_EVENT_SCHEMAS, ...VOLUNTEERING_EVENT_SCHEMAS, ...PEOPLE_EVENT_SCHEMAS, ...LEDGER_EVENT_SCHEMAS };
const examples = Object.values({ ...ATTEMPT_EXAMPLES, ...CONSENT_EXAMPLES, ...CODES_EXAMPLES, ...ROLLBACK_EXAMPLES, ...CONTRIBUTION_EXAMPLES, ...FILING_EXAMPLES, ...COMMITTEES_EXAMPLES, ...SERIES_EXAMPLES, ...PLEDGE_EXAMPLES, ...VOLUNTEER_EVENT_EXAMPLES, ...SHIFT_EXAMPLES, ...SIGNUP_EXAMPLES, ...LINK_EXAMPLES, ...LEDGER_EXAMPLES, ...ERASURE_EXAMPLES });
const named = examples.map((example) => [`${example.type}.v${versions[example.type]}`, example] as const);

/** What lies in the golden folder; GOLDEN=1 writes what is not there yet, and never changes what is. */
function goldenText(name: string, made: string): string {
  const file = join(golden, name);
  if (process.env.GOLDEN === '1' && !existsSync(file)) {
    mkdirSync(golden, { recursive: true });
    writeFileSync(file, made);
  }
  return readFileSync(file, 'utf8');
}

const validators = new Map<string, ValidateFunction>();
function validatorOf(name: string): ValidateFunction {
  let check = validators.get(name);
  if (!check) {
    const ajv = new Ajv2020({ allErrors: true });
    addFormats.default(ajv);
    check = ajv.compile(JSON.parse(readFileSync(join(golden, `${name}.schema.json`), 'utf8')) as object);
    validators.set(name, check);
  }
  return check;
}

/** The same data, each time with another id, day or instant that is none. */
function* withoutMeaning(data: object): Generator<object> {
  const asText = JSON.stringify(data);
  for (const [kind, none] of [[/"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"/g, '"x"'], [/"\d{4}-\d\d-\d\d"/g, '"2026-13-45"'], [/"\d{4}-\d\d-\d\dT[\d:.]+Z"/g, '"2026-02-03T25:00:00.000Z"']] as const) {
    for (const { 0: found, index } of asText.matchAll(kind)) yield JSON.parse(asText.slice(0, index) + none + asText.slice(index + found.length)) as object;
  }
}

/** A released event is written the same for ever: what changes here is a break of what auditors hold. */
describe('the golden files of the events', () => {
  it.each(named)('%s: the sample has the bytes and the hash it was released with', (name, { data }) => {
    const payload = canonical(data);
    const sample = `${JSON.stringify({ payload, payloadHash: sha256(payload) }, null, 2)}\n`;
    expect(goldenText(`${name}.json`, sample)).toBe(sample);
  });

  it.each(named)('%s: the schema is the one it was released with, and the sample is what it says', (name, { data }) => {
    const schema = `${JSON.stringify(schemas[name], null, 2)}\n`;
    expect(goldenText(`${name}.schema.json`, schema)).toBe(schema);
    const check = validatorOf(name);
    const { payload } = JSON.parse(readFileSync(join(golden, `${name}.json`), 'utf8')) as { payload: string };
    expect([check(JSON.parse(payload)), check.errors]).toEqual([true, null]);
    expect(check({ ...data, surprise: 1 })).toBe(false);
    for (const member of Object.keys(data)) expect([member, check({ ...data, [member]: { not: 'this' } })]).toEqual([member, false]);
  });

  it.each(named)('%s: the schema is for programs that have no classes of letters, and take formats for remarks', (name, { data }) => {
    const schema = JSON.stringify(schemas[name]);
    expect(schema).not.toMatch(/\\\\[pP]|\(\?[=!<]/);
    const check = new Ajv2020({ validateFormats: false }).compile(schemas[name]!);
    for (const broken of withoutMeaning(JSON.parse(canonical(data)) as object)) expect([broken, check(broken)]).toEqual([broken, false]);
  });

  it.each(named)('%s: the schema has the id that a record of the feed names as its dataschema', (name, { type }) => {
    expect((schemas[name] as { $id: string }).$id).toBe(`urn:fieldledger:event:${type}:${versions[type]}`);
  });

  it('are there for every event, and for none besides', () => {
    expect(readdirSync(golden).sort()).toEqual(named.flatMap(([name]) => [`${name}.json`, `${name}.schema.json`]).sort());
  });

  it('hold for a whole canvass', () => {
    for (const { events } of canvassHistory({ seed: 3, events: 2_000, organizations: ['ours'] })) {
      for (const { type, data } of events) {
        // The precincts of this history are named as no app may name them, to try the reports.
        const check = validatorOf(`${type}.v${versions[type]}`);
        expect([check(JSON.parse(canonical({ ...data, ...('precinctId' in data && { precinctId: 'p-1' }) }))), check.errors]).toEqual([true, null]);
      }
    }
  });
});
