import { BOOKS, type Book } from '@fieldledger/finance-rules';
import { DONOR_COLUMNS, type DonorRule } from '../donor-matching.js';
import { RETURNED_UNDEPOSITED } from '../returned-undeposited.js';
import { ENDED_WELL, TAKING_ORDER } from '../taking-order.js';

export interface GiftsAsked {
  readonly donors: DonorRule;
  /** Without one, each committee is counted in the first book that it has. */
  readonly book?: Book;
  /** A condition on the ids of contributions, beginning with AND. */
  readonly only?: string;
  /** What was paid back, redesignated or reattributed more days after the gift does not count. */
  readonly remedyDays?: number;
}

/**
 * The tables, for a WITH, that say what became of every gift, whatever the order in which it became known:
 *
 * - `aside`: the books of each committee that are not counted.
 * - `gift`: standing contributions of those books that were not returned undeposited, with their fate: `moved` when a
 *   part was redesignated or reattributed, `shrunk` when something was paid back or the bank did not honor it. A gift
 *   that is less than nothing, as a filing tells a bank's return, has no parts. What the bank had, or was paid back in
 *   part, was not undeposited: its return is a refund.
 * - `divided`: the cents of each gift that was moved or shrunk by donor and election, in parts that lie side by side from
 *   `starts` to `ends`, the giver's and the first election's first. What was moved from an election that an amendment has
 *   since put right is moved from the one that holds. Where both donor and election were moved, each donor's part is
 *   divided as the whole is, since nobody said otherwise; `partsOf` in shares.ts says the same.
 * - `won_back`: what was charged back and came back, because a dispute ended well, on the day on which it ended.
 * - `taken`: what refunds, chargebacks and the bank took, oldest first, out of which part; below zero where it came back.
 *   What is beyond the gift takes nothing, so that no donor falls below zero. A refund that names whose part it pays back
 *   takes that (`by_name`); all others (`taking`) take what is left (`in_turn`), and last what was taken by name.
 *   `takenOf` in shares.ts says the same.
 */
export function gifts({ donors, book, only = '', remedyDays }: GiftsAsked): string {
  const donor = DONOR_COLUMNS[donors];
  const inTime = remedyDays === undefined ? '' : `AND entry.day <= to_char(touched.day::date + ${remedyDays}, 'YYYY-MM-DD')`;
  return `
  aside AS MATERIALIZED (
    SELECT committee_id, book FROM (
      SELECT committee_id, book, row_number() OVER (PARTITION BY committee_id ORDER BY array_position(ARRAY[${BOOKS.map((name) => `'${name}'`).join(', ')}], book)) AS place
      FROM {{table}} WHERE organization = $1 AND kind IN ('contribution', 'reported-refund') AND standing GROUP BY committee_id, book
    ) AS kept WHERE ${book === undefined ? 'place > 1' : `book <> '${book}'`}
  ),
  fate AS MATERIALIZED (
    SELECT contribution_id, ${RETURNED_UNDEPOSITED} AS returned, bool_or(kind = 'deposit') AS deposited,
      bool_or(kind = 'dispute' AND standing) AS disputed, bool_or(kind IN ('redesignation', 'reattribution')) AS moved,
      bool_or(kind IN (${TAKING})) AS shrunk
    FROM {{table}} WHERE organization = $1 AND kind NOT IN ('contribution', 'reported-refund') ${only} GROUP BY contribution_id
  ),
  gift AS NOT MATERIALIZED (
    SELECT contribution_id, committee_id, committee_kind, book, day, amount_cents, fee_cents, line, individual, ${donor} AS donor, election, memo, recurring, questionable,
      source, reference_code, reference_code2, page, coalesce(deposited, false) AS deposited, coalesce(disputed, false) AS disputed, coalesce(moved, false) AND amount_cents > 0 AS moved, coalesce(shrunk, false) AS shrunk
    FROM {{table}} LEFT JOIN fate USING (contribution_id)
    WHERE organization = $1 AND kind = 'contribution' AND standing AND returned IS NOT TRUE AND (committee_id, book) NOT IN (SELECT committee_id, book FROM aside) ${only}
  ),
  touched AS MATERIALIZED (SELECT * FROM gift WHERE moved OR shrunk),
  became AS MATERIALIZED (
    SELECT contribution_id, entry.movement_id, entry.kind, entry.day, CASE WHEN entry.kind = 'bounce' THEN greatest(touched.amount_cents, 0) ELSE entry.amount_cents END AS amount_cents, entry.from_election, entry.election, entry.from_reattribution_id, entry.dispute_id, entry.individual, entry.whose AS donor
    FROM touched JOIN (SELECT *, ${donor} AS whose FROM {{table}} WHERE organization = $1 AND kind IN (${TAKING}, 'redesignation', 'reattribution')) AS entry USING (contribution_id)
    WHERE entry.kind = 'bounce' OR true ${inTime}
  ),
  by_election AS (${laid('election', '', `
    SELECT contribution_id, election, amount_cents AS cents, true AS first FROM touched
    UNION ALL SELECT contribution_id, from_election, -amount_cents, false FROM became WHERE kind = 'redesignation'
    UNION ALL SELECT contribution_id, election, amount_cents, false FROM became WHERE kind = 'redesignation'`)}
  ),
  by_donor AS (${laid('donor', 'individual', `
    SELECT contribution_id, donor, individual, amount_cents AS cents, true AS first FROM touched
    UNION ALL SELECT passed.contribution_id, holder.donor, holder.individual, -passed.amount_cents, false
      FROM became AS passed JOIN touched ON touched.contribution_id = passed.contribution_id LEFT JOIN became AS got ON got.contribution_id = passed.contribution_id AND got.kind = 'reattribution' AND got.movement_id = passed.from_reattribution_id,
        LATERAL (SELECT CASE WHEN got.movement_id IS NULL THEN touched.donor ELSE got.donor END AS donor, CASE WHEN got.movement_id IS NULL THEN touched.individual ELSE got.individual END AS individual) AS holder
      WHERE passed.kind = 'reattribution'
    UNION ALL SELECT contribution_id, donor, individual, amount_cents, false FROM became WHERE kind = 'reattribution'`)}
  ),
  divided AS MATERIALIZED (
    SELECT contribution_id, donor, individual, election, cents::bigint AS cents, (ends - cents)::bigint AS starts, ends::bigint AS ends FROM (
      SELECT contribution_id, by_donor.donor, by_donor.individual, by_election.election, share.cents,
        sum(share.cents) OVER (PARTITION BY contribution_id ORDER BY by_donor.ends, by_election.ends, by_donor.donor COLLATE "C", by_election.election COLLATE "C") AS ends
      FROM touched JOIN by_donor USING (contribution_id) JOIN by_election USING (contribution_id),
        LATERAL (SELECT greatest(amount_cents, 1) AS whole, by_donor.ends - by_donor.cents AS donor_starts, by_election.ends - by_election.cents AS election_starts) AS bounds,
        LATERAL (SELECT div(by_donor.ends * by_election.ends, whole) - div(donor_starts * by_election.ends, whole) - div(by_donor.ends * election_starts, whole) + div(donor_starts * election_starts, whole) AS cents) AS share
    ) AS shared WHERE cents <> 0
  ),
  won_back AS (
    SELECT contribution_id, movement_id, day, sum(cents) AS cents FROM (
      SELECT DISTINCT ON (contribution_id, charged.movement_id) contribution_id, dispute.movement_id, dispute.day, charged.amount_cents AS cents
      FROM became AS charged JOIN (SELECT * FROM {{table}} WHERE organization = $1 AND kind = 'dispute' AND outcome IN (${quoted(ENDED_WELL)})) AS dispute USING (contribution_id)
      WHERE charged.kind = 'chargeback' AND dispute.day >= charged.day AND coalesce(charged.dispute_id, dispute.movement_id) = dispute.movement_id
      ORDER BY contribution_id, charged.movement_id, dispute.day, dispute.movement_id
    ) AS won GROUP BY contribution_id, movement_id, day
  ),
  payback AS MATERIALIZED (
    SELECT contribution_id, movement_id, kind, day, from_reattribution_id, place, least(upto, upto - amount_cents) AS starts, greatest(upto, upto - amount_cents) AS ends, sign(amount_cents)::int AS sign
    FROM (
      SELECT *, sum(amount_cents) OVER taking::bigint AS upto, row_number() OVER taking AS place
      FROM (SELECT contribution_id, movement_id, kind, day, amount_cents, from_reattribution_id FROM became WHERE kind IN (${TAKING}) UNION ALL SELECT contribution_id, movement_id, 'won-back', day, -cents::bigint, NULL FROM won_back) AS each
      WINDOW taking AS (PARTITION BY contribution_id ORDER BY day, array_position(ARRAY[${TAKING}], kind), movement_id)
    ) AS paid
  ),
  claim AS MATERIALIZED (
    SELECT contribution_id, movement_id, kind, payback.day, place, from_reattribution_id, sign, sign * (least(ends, amount_cents) - least(starts, amount_cents)) AS cents FROM payback JOIN touched USING (contribution_id) WHERE amount_cents > 0
  ),
  by_name AS MATERIALIZED (
    SELECT contribution_id, movement_id, kind, day, part.donor, part.election, part.starts, least(named.upto, part.upto) - greatest(named.upto - named.cents, part.upto - part.cents) AS cents
    FROM (
      SELECT claim.*, got.donor AS whose, sum(claim.cents) OVER (PARTITION BY contribution_id, got.donor ORDER BY place)::bigint AS upto
      FROM (SELECT * FROM claim WHERE from_reattribution_id IS NOT NULL) AS claim JOIN (SELECT contribution_id, movement_id AS from_reattribution_id, donor FROM became WHERE kind = 'reattribution') AS got USING (contribution_id, from_reattribution_id)
    ) AS named JOIN (SELECT contribution_id, donor, election, starts, cents, sum(cents) OVER (PARTITION BY contribution_id, donor ORDER BY ends)::bigint AS upto FROM divided) AS part USING (contribution_id)
    WHERE part.donor IS NOT DISTINCT FROM whose AND least(named.upto, part.upto) > greatest(named.upto - named.cents, part.upto - part.cents)
  ),
  taking AS (
    SELECT contribution_id, movement_id, kind, day, sign, least(upto, upto - cents) AS starts, greatest(upto, upto - cents) AS ends FROM (
      SELECT *, sum(cents) OVER (PARTITION BY contribution_id ORDER BY place) AS upto FROM (
        SELECT contribution_id, movement_id, kind, day, place, sign, claim.cents - coalesce(named.cents, 0) AS cents
        FROM claim LEFT JOIN (SELECT contribution_id, movement_id, sum(cents) AS cents FROM by_name GROUP BY contribution_id, movement_id) AS named USING (contribution_id, movement_id)
      ) AS rest
    ) AS laid
  ),
  in_turn AS (
    SELECT contribution_id, donor, election, starts AS part, sum(cents) OVER turn - cents AS starts, sum(cents) OVER turn AS ends FROM (
      SELECT contribution_id, donor, election, starts, divided.cents - coalesce(named.cents, 0) AS cents, false AS is_named
      FROM divided LEFT JOIN (SELECT contribution_id, starts, sum(cents) AS cents FROM by_name GROUP BY contribution_id, starts) AS named USING (contribution_id, starts)
      UNION ALL SELECT contribution_id, donor, election, starts, sum(cents), true FROM by_name GROUP BY contribution_id, donor, election, starts
    ) AS parts WINDOW turn AS (PARTITION BY contribution_id ORDER BY is_named, starts)
  ),
  taken AS MATERIALIZED (
    SELECT contribution_id, movement_id, kind, day, donor, election, starts, cents FROM by_name
    UNION ALL
    SELECT contribution_id, movement_id, kind, day, donor, election, part, (sign * (least(taking.ends, in_turn.ends) - greatest(taking.starts, in_turn.starts)))::bigint
    FROM taking JOIN in_turn USING (contribution_id)
    WHERE least(taking.ends, in_turn.ends) > greatest(taking.starts, in_turn.starts)
  )`;
}

const quoted = (names: readonly string[]) => names.map((name) => `'${name}'`).join(', ');
const TAKING = quoted(TAKING_ORDER);

/**
 * The sum of each name, laid side by side: the giver's or the first election's first. What was moved from a name that has
 * nothing to move is moved from the first. Parts end where the gift ends: an amendment may have made it smaller than what
 * was moved of it before. `sharesOf` in shares.ts says the same.
 */
function laid(name: string, beside: string, changes: string): string {
  const also = beside && `, ${beside}`;
  return `
    SELECT contribution_id, ${name}${also}, least(ends, whole) - least(ends - cents, whole) AS cents, least(ends, whole) AS ends FROM (
      SELECT contribution_id, ${name}${also}, greatest(cents, 0) AS cents, sum(greatest(cents, 0)) OVER (PARTITION BY contribution_id ORDER BY first DESC, ${name} COLLATE "C") AS ends
      FROM (
        SELECT contribution_id, ${name}${also}, first, cents + CASE WHEN first THEN coalesce(sum(least(cents, 0)) FILTER (WHERE NOT first) OVER (PARTITION BY contribution_id), 0) ELSE 0 END AS cents, first OR cents > 0 AS kept
        FROM (SELECT contribution_id, ${name}${beside && `, bool_or(${beside}) AS ${beside}`}, bool_or(first) AS first, sum(cents) AS cents FROM (${changes}) AS changed GROUP BY contribution_id, ${name}) AS summed
      ) AS settled WHERE kept
    ) AS laid JOIN (SELECT contribution_id, amount_cents AS whole FROM touched) AS given USING (contribution_id)`;
}
