import 'reflect-metadata';
import { Type } from 'class-transformer';
import { IsArray, IsOptional, IsString, IsUUID, ValidateNested } from 'class-validator';
import { IsCommittee, IsZone } from './field-formats.js';
import { inOneSpelling } from './one-spelling.js';

class Visit {
  @IsUUID() visitId!: string;
  /** Text, whatever it looks like. */
  @IsString() remark!: string;
}

class Round {
  @IsUUID() roundId!: string;
  @IsOptional() @IsZone() zone?: string;
  @IsOptional() @IsCommittee() committeeId?: string;
  @ValidateNested() @Type(() => Visit) visit!: Visit;
  @IsOptional() @IsArray() @IsUUID('all', { each: true }) others?: string[];
}

describe('a body from a phone that writes ids in capitals', () => {
  const [capitals, small] = ['0D8F4B9E-57A4-4F0E-9D2F-1F6C8A3B7E10', '0d8f4b9e-57a4-4f0e-9d2f-1f6c8a3b7e10'];
  const visit = (visitId: string) => ({ visitId, remark: capitals });

  it('means the same ids in small letters, wherever the class declares one, and nothing else', () => {
    const round = { roundId: capitals, visit: visit(capitals), others: [capitals, small] };
    expect(inOneSpelling(Round, round)).toEqual({ roundId: small, visit: visit(small), others: [small, small] });
    expect(round.visit.visitId).toBe(capitals);
  });

  it('means the same zone in whatever letters it is written', () => {
    expect(inOneSpelling(Round, { roundId: small, zone: 'america/NEW_YORK', visit: visit(small) })).toEqual({ roundId: small, zone: 'America/New_York', visit: visit(small) });
  });

  it("means the FEC's id of a committee in capitals, and leaves any other registry's as it is", () => {
    const told = (committeeId: string) => (inOneSpelling(Round, { roundId: small, committeeId, visit: visit(small) })).committeeId;
    expect(['c00999999', 'c009999999', 'C00999999', 'c0099999', 'actblue-7', 'cal-12345678'].map(told)).toEqual(['C00999999', 'C009999999', 'C00999999', 'c0099999', 'actblue-7', 'cal-12345678']);
  });

  it('is left as it is when there is nothing to change', () => {
    const round = { roundId: small, zone: 'America/New_York', visit: visit(small) };
    expect(inOneSpelling(Round, round)).toBe(round);
  });
});
