import type { Giver } from '@fieldledger/donations';
import { donorByReference, donorOf, DONOR_COLUMNS, DONOR_RULES, donorRule } from './donor-matching.js';

const giver: Giver = { entityType: 'IND', subject: 's', committeeId: 'C00000001', nameZip: 'nz', reference: { system: 'actblue', scope: 'donor', id: '7' }, email: 'em', given: [] };
const without = (...names: (keyof Giver)[]): Giver => Object.fromEntries(Object.entries(giver).filter(([name]) => !names.includes(name as keyof Giver))) as unknown as Giver;

describe('who counts as one donor', () => {
  it('is the committee, else the name and ZIP code, else the reference, else the e-mail address', () => {
    expect([giver, without('committeeId'), without('committeeId', 'nameZip'), without('committeeId', 'nameZip', 'reference'), without('committeeId', 'nameZip', 'reference', 'email'), null].map(donorOf)).toEqual([
      'c:C00000001', 'n:nz', 'r:actblue/donor/7', 'e:em', null, null,
    ]);
  });

  it('is by the other rule the producer’s reference before the name', () => {
    expect([giver, without('committeeId'), without('committeeId', 'reference'), without('committeeId', 'nameZip', 'reference'), null].map(donorByReference)).toEqual(['c:C00000001', 'r:actblue/donor/7', 'n:nz', 'e:em', null]);
  });

  it('is asked for by the rule’s name, and each rule has its column', () => {
    expect([donorRule(undefined), donorRule('reference-1')]).toEqual(['name-zip-1', 'reference-1']);
    expect(() => donorRule('phone-1')).toThrow(expect.objectContaining({ slug: 'unknown-donor-rule' }));
    expect(DONOR_RULES.map((rule) => DONOR_COLUMNS[rule])).toEqual(['donor', 'coalesce(donor_by_reference, donor)', 'coalesce({{linked}}::jsonb ->> coalesce(donor_by_reference, donor), donor_by_reference, donor)']);
  });
});
