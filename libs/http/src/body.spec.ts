import 'reflect-metadata';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsIn, IsInt, IsOptional, IsUUID, Max, Min, ValidateNested } from 'class-validator';
import { Rejection } from '@fieldledger/kernel';
import { validate, ValidBody } from './body.js';
import { jsonSchemaOf } from './class-schema.js';
import { IsCode, IsInstant } from './field-formats.js';

class Door {
  @IsCode() street!: string;
  @IsOptional() @IsInt() @Min(1) @Max(9) floor?: number;
}

class Visit {
  @IsUUID() visitId!: string;
  @IsInstant() at!: string;
  @IsIn(['walk', 'phone']) by!: 'walk' | 'phone';
  @ValidateNested() @Type(() => Door) door!: Door;
  @IsOptional() @IsArray() @ArrayMaxSize(2) @ValidateNested({ each: true }) @Type(() => Door) others?: Door[];
}

const visit = { visitId: '0d8f4b9e-57a4-4f0e-9d2f-1f6c8a3b7e10', at: '2026-10-03T21:14:05Z', by: 'walk', door: { street: 'elm' } };
const faults = (changes: object) => validate(Visit, { ...visit, ...changes }).map(({ field, problem }) => `${field} ${problem}`);

describe('the body of a request', () => {
  it('is let through as it is when it is what its class declares', () => {
    expect(validate(Visit, visit)).toEqual([]);
    expect(new ValidBody().transform(visit, { type: 'body', metatype: Visit })).toBe(visit);
  });

  it('is refused with every fault at once, each by its place and in words that help', () => {
    expect(faults({ visitId: 7, at: 'noon', by: 'mule', door: { street: '', floor: 1.5, bell: true }, others: [{ street: 'oak' }, {}, {}], weather: 'rain' }).sort()).toEqual([
      '/at must be an instant of this century: ISO 8601 with a zone, such as 2026-10-03T21:14:05Z', '/by must be one of: walk, phone', '/door/bell is not known here; leave it out', '/door/floor must be integer',
      '/door/street must be an id of 1 to 64 letters, digits and . _ : -, beginning with a letter or digit', '/others must NOT have more than 2 items', '/others/1/street is required', '/others/2/street is required',
      '/visitId must be string', '/weather is not known here; leave it out',
    ]);
    const refused = () => new ValidBody().transform({}, { type: 'body', metatype: Visit });
    expect(refused).toThrow(Rejection);
    expect(refused).toThrow(expect.objectContaining({ kind: 'invalid', slug: 'invalid-body' }));
  });

  it('has its first hundred faults told, of however many', () => {
    expect(faults(Object.fromEntries(Array.from({ length: 50_000 }, (_, n) => [`stranger${n}`, n])))).toHaveLength(100);
  });

  it.each([null, undefined, [], 'text', 7, true])('is refused when it is %j', (body) => {
    expect(validate(Visit, body).length).toBeGreaterThan(0);
  });

  it('has its members’ names told as a JSON pointer, cut short when they are long, and never its values', () => {
    const secret = 'jane@example.org';
    const told = faults({ 'a/b~c': 1, ['x'.repeat(5_000)]: 1, at: secret }).join();
    expect(told).toContain('/a~1b~0c ');
    expect(told).not.toContain(secret);
    expect(told.length).toBeLessThan(500);
  });

  it('holds no member that every object has, unless it is declared', () => {
    expect(faults({ toString: 1 })).toEqual(['/toString is not known here; leave it out']);
  });

  it('is declared once: the schema that is published is closed at every depth', () => {
    expect(jsonSchemaOf(Visit)).toMatchObject({
      type: 'object', required: ['visitId', 'at', 'by', 'door'], additionalProperties: false,
      properties: { door: { required: ['street'], additionalProperties: false }, others: { maxItems: 2, items: { additionalProperties: false } } },
    });
  });
});
