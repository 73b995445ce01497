import { personKey, type Parameter } from '@fieldledger/http';
import type { Giver } from '@fieldledger/donations';
import { Rejection } from '@fieldledger/kernel';
import { wordOf } from './asked-values.js';

/**
 * The ways to say who counts as one donor, the usual one first. A rule is never changed, since answers name it: another
 * way to match is another rule, with a column of its own in the tables of donors.
 */
export const DONOR_RULES = ['name-zip-1', 'reference-1', 'linked-1'] as const;
export type DonorRule = (typeof DONOR_RULES)[number];
export const DONORS_TAKEN: Parameter = { name: 'donors', schema: wordOf(DONOR_RULES) };

/**
 * The donor under each rule in SQL, the same in every report; `donor_by_reference` may be null where it is no other than
 * `donor`. `linked-1` is `reference-1`, and references that are linked are one donor for as long as the links stand:
 * `{{linked}}` is for `withLinks` to fill.
 */
export const DONOR_COLUMNS: Readonly<Record<DonorRule, string>> = {
  'name-zip-1': 'donor',
  'reference-1': 'coalesce(donor_by_reference, donor)',
  'linked-1': 'coalesce({{linked}}::jsonb ->> coalesce(donor_by_reference, donor), donor_by_reference, donor)',
};

/**
 * Who gave under `name-zip-1`: the committee, else whoever is of that name at that ZIP code, else the producer's
 * reference, else the e-mail address; the first letter says by which. Null is nobody known: an anonymous gift is never
 * one donor's with another. No token tells a name.
 */
export function donorOf(giver: Giver | null): string | null {
  return giver && (byCommittee(giver) ?? byNameZip(giver) ?? byReference(giver) ?? byEmail(giver));
}

/** Who gave under `reference-1`: the producer's reference first, where producers know their donors better than names do. */
export function donorByReference(giver: Giver | null): string | null {
  return giver && (byCommittee(giver) ?? byReference(giver) ?? byNameZip(giver) ?? byEmail(giver));
}

/** The rule that a request names in `donors`, or the usual one. @throws Rejection `unknown-donor-rule` */
export function donorRule(name: string | undefined): DonorRule {
  const rule = name === undefined ? DONOR_RULES[0] : DONOR_RULES.find((it) => it === name);
  if (!rule) throw new Rejection('invalid', 'unknown-donor-rule', `donors is the rule by which donors are told apart. There are: ${DONOR_RULES.join(', ')}.`);
  return rule;
}

const byCommittee = ({ committeeId }: Giver) => (committeeId === undefined ? null : `c:${committeeId}`);
const byNameZip = ({ nameZip }: Giver) => (nameZip === undefined ? null : `n:${nameZip}`);
const byReference = ({ reference }: Giver) => (reference === undefined ? null : `r:${personKey(reference)}`);
const byEmail = ({ email }: Giver) => (email === undefined ? null : `e:${email}`);
