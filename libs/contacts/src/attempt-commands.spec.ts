import 'reflect-metadata';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import fc from 'fast-check';
import { validate } from '@fieldledger/http';
import { RecordAttempt } from './attempt-commands.js';

const good = {
  attemptId: '0d8f4b9e-57a4-4f0e-9d2f-1f6c8a3b7e10', voter: { system: 'van', scope: 'OH.myvoters', id: '1044321' }, contactTypeId: 2, inputTypeId: 14,
  responses: [{ type: 'SurveyResponse', surveyQuestionId: 1, surveyResponseId: 2 }], canvasserId: 'c-1', campaignId: 'columbus', attemptedAt: '2026-10-03T21:14:05Z', zone: 'America/New_York',
  device: { clock: '2026-10-03T21:14:06Z' }, provenance: { sourceSystem: 'canvass-csv', fileHash: 'a'.repeat(64), row: 3 },
};

/** Places in the body, and things that honest and hostile apps put there. */
const places = fc.constantFrom(
  'attemptId', 'voter', 'voter.system', 'voter.id', 'voter.surprise', 'contactTypeId', 'resultCodeId', 'responses', 'responses.0', 'responses.0.type', 'responses.0.surveyQuestionId', 'responses.0.surprise',
  'canvasserId', 'turfId', 'campaignId', 'attemptedAt', 'zone', 'device', 'device.clock', 'provenance.fileHash', 'provenance.row', 'surprise',
);
const values = fc.oneof(
  fc.constantFrom<unknown>(
    undefined, '', ' ', 'x', 'A-1_b.c:d', '-1', 'é', 'x'.repeat(64), 'x'.repeat(65), 'van\n', 0, 1, -1, 1.5, 2147483647, 2147483648, 1e21, '2', true, false, [], {}, [[]], [null], [{}], 'ActivistCode',
    '0D8F4B9E-57A4-4F0E-9D2F-1F6C8A3B7E10', '0d8f4b9e-57a4-0f0e-9d2f-1f6c8a3b7e10', '0d8f4b9e57a44f0e9d2f1f6c8a3b7e10', '00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff',
    '2026-10-03T21:14:05', '2026-10-03T21:14:05.123456789-04:00', '2026-02-30T00:00:00Z', '1999-12-31T23:59:59Z', '2026-06-30T23:59:60Z', 'UTC', 'Etc/GMT+5', 'Mars/Base', 'a'.repeat(64), 'A'.repeat(64),
    Array.from({ length: 51 }, () => ({ type: 'ActivistCode' })), { clock: '2026-10-03T21:14:06Z', surprise: 1 },
  ),
  fc.jsonValue(),
);

function withChange(place: string, value: unknown): object {
  const body = structuredClone(good) as Record<string, unknown>;
  const path = place.split('.');
  const last = path.pop()!;
  const parent = path.reduce<Record<string, unknown>>((it, name) => it[name] as Record<string, unknown>, body);
  if (value === undefined && Array.isArray(parent)) parent.splice(Number(last), 1);
  else if (value === undefined) delete parent[last];
  else parent[last] = value;
  return body;
}

/** What class-validator itself says of the same declaration, nothing undeclared let through. */
const declared = (body: unknown) => validateSync(plainToInstance(RecordAttempt, body) as object, { whitelist: true, forbidNonWhitelisted: true, forbidUnknownValues: true }).length === 0;

/** Where the schema is stricter, and should be: null and a missing object say nothing, a list is no object, and two UUIDs are nobody's. */
const onlyClassValidatorTakes = (place: string, value: unknown) =>
  /[[:,]null/.test(JSON.stringify({ value })) ||
  (place === 'voter' && value === undefined) ||
  (['voter', 'device', 'responses.0'].includes(place) && Array.isArray(value)) ||
  (place === 'responses' && Array.isArray(value) && value.some(Array.isArray)) ||
  (place === 'attemptId' && typeof value === 'string' && /^(0|f|-)+$/.test(value));

describe('the declaration of an attempt', () => {
  it('takes what it says it takes', () => {
    expect([validate(RecordAttempt, good), declared(good)]).toEqual([[], true]);
  });

  it('refuses by its schema whatever class-validator refuses, and takes what it takes', () => {
    fc.assert(
      fc.property(places, values, (place, value) => {
        const body = withChange(place, value);
        const taken = declared(body) && !onlyClassValidatorTakes(place, value);
        expect([place, value, validate(RecordAttempt, body).length === 0]).toEqual([place, value, taken]);
      }),
      { numRuns: 3_000 },
    );
  });

  it('names the place of every fault in one answer', () => {
    const places = ['attemptId', 'contactTypeId', 'campaignId', 'attemptedAt'];
    const body = places.reduce((it, place) => ({ ...it, [place]: {} }), withChange('voter.id', ''));
    expect(validate(RecordAttempt, body).map(({ field }) => field).sort()).toEqual(['/attemptId', '/attemptedAt', '/campaignId', '/contactTypeId', '/voter/id']);
  });
});
