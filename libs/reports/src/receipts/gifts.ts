import { DONOR_COLUMNS, type DonorRule } from '../donor-matching.js';
import { BOOKS, type Book } from './book.js';

export interface GiftsAsked {
  readonly donors: DonorRule;
  /** Without one, each committee is counted in the first book that it has. */
  readonly book?: Book;
  /** A condition on contributions, beginning with AND. */
  readonly only?: string;
  /** What was paid back, redesignated or reattributed more days after the gift does not count. */
  readonly remedyDays?: number;
}

/**
 * The tables, for a WITH, that say what became of every gift, whatever the order in which it became known:
 *
 * - `chosen`: the book of each committee.
 * - `gift`: standing contributions of those books that were not returned undeposited, with their fate.
 * - `shift`: what was redesignated and reattributed. What was moved from an election that an amendment has since put
 *   right is moved from the one that holds.
 * - `part`: each gift's cents by donor and election after what was reattributed and redesignated. A gift of which
 *   neither is known is one part. Where both are known, each donor's part is divided as the whole is, since nobody
 *   said otherwise. The parts of a gift lie side by side, from `starts` to `ends`, the giver's and the first election's first.
 * - `taken`: what refunds and chargebacks took, oldest first, and then the bank, out of which part. What is beyond the
 *   gift takes nothing, so that no donor falls below zero.
 */
export function gifts({ donors, book, only = '', remedyDays }: GiftsAsked): string {
  const donor = DONOR_COLUMNS[donors];
  const inTime = remedyDays === undefined ? '' : `AND entry.day <= to_char(gift.day::date + ${remedyDays}, 'YYYY-MM-DD')`;
  return `
  chosen AS (
    ${CHOSEN(book)}
  ),
  fate AS MATERIALIZED (
    SELECT contribution_id, bool_or(kind = 'return') AS returned, min(day) FILTER (WHERE kind = 'bounce') AS bounced_on,
      (array_agg(movement_id ORDER BY day, movement_id) FILTER (WHERE kind = 'bounce'))[1] AS bounced_by, bool_or(kind = 'deposit') AS deposited,
      bool_or(kind = 'dispute' AND standing) AS disputed, bool_or(kind IN ('redesignation', 'reattribution')) AS moved,
      bool_or(kind IN ('refund', 'chargeback', 'bounce')) AS shrunk
    FROM {{table}} WHERE organization = $1 AND kind NOT IN ('contribution', 'reported-refund') GROUP BY contribution_id
  ),
  gift AS NOT MATERIALIZED (
    SELECT contribution_id, committee_id, committee_kind, book, day, amount_cents, fee_cents, line, individual, ${donor} AS donor, election, memo, recurring, questionable,
      source, reference_code, reference_code2, page, bounced_on, bounced_by, coalesce(deposited, false) AS deposited, coalesce(disputed, false) AS disputed, coalesce(moved, false) AS moved, coalesce(shrunk, false) AS shrunk
    FROM {{table}} AS entry LEFT JOIN fate USING (contribution_id) JOIN chosen USING (committee_id)
    WHERE organization = $1 AND kind = 'contribution' AND standing AND returned IS NOT TRUE AND ${rankOf('entry.book')} = rank ${only}
  ),
  shift AS MATERIALIZED (
    SELECT contribution_id, entry.kind, entry.amount_cents, entry.from_election, entry.election, entry.individual, ${donor.replaceAll('donor', 'entry.donor')} AS donor
    FROM gift JOIN {{table}} AS entry USING (contribution_id)
    WHERE gift.moved AND entry.organization = $1 AND entry.kind IN ('redesignation', 'reattribution') ${inTime}
  ),
  by_election AS (
    SELECT contribution_id, election, cents, sum(cents) OVER (PARTITION BY contribution_id ORDER BY first DESC, election COLLATE "C") AS ends
    FROM (
      SELECT contribution_id, election, first, cents + CASE WHEN first THEN coalesce(sum(least(cents, 0)) FILTER (WHERE NOT first) OVER (PARTITION BY contribution_id), 0) ELSE 0 END AS cents, first OR cents > 0 AS kept
      FROM (
        SELECT contribution_id, election, bool_or(first) AS first, sum(cents) AS cents FROM (
          SELECT contribution_id, election, amount_cents AS cents, true AS first FROM gift WHERE moved
          UNION ALL SELECT contribution_id, from_election, -amount_cents, false FROM shift WHERE kind = 'redesignation'
          UNION ALL SELECT contribution_id, election, amount_cents, false FROM shift WHERE kind = 'redesignation'
        ) AS designated GROUP BY contribution_id, election
      ) AS summed
    ) AS settled WHERE kept
  ),
  by_donor AS (
    SELECT contribution_id, donor, individual, cents, sum(cents) OVER (PARTITION BY contribution_id ORDER BY first DESC, donor COLLATE "C") AS ends
    FROM (
      SELECT contribution_id, donor, bool_or(first) AS first, bool_or(individual) AS individual, sum(cents) AS cents FROM (
        SELECT contribution_id, donor, individual, amount_cents AS cents, true AS first FROM gift WHERE moved
        UNION ALL SELECT contribution_id, gift.donor, gift.individual, -shift.amount_cents, true FROM shift JOIN gift USING (contribution_id) WHERE kind = 'reattribution'
        UNION ALL SELECT contribution_id, donor, individual, amount_cents, false FROM shift WHERE kind = 'reattribution'
      ) AS attributed GROUP BY contribution_id, donor
    ) AS attributed
  ),
  divided AS MATERIALIZED (
    SELECT contribution_id, by_donor.donor, by_donor.individual, by_election.election, share.cents, sum(share.cents) OVER (PARTITION BY contribution_id ORDER BY by_donor.ends, by_election.ends, by_donor.donor COLLATE "C", by_election.election COLLATE "C") AS ends
    FROM gift JOIN by_donor USING (contribution_id) JOIN by_election USING (contribution_id),
      LATERAL (SELECT greatest(gift.amount_cents, 1) AS whole, by_donor.ends - by_donor.cents AS donor_starts, by_election.ends - by_election.cents AS election_starts) AS bounds,
      LATERAL (SELECT div(by_donor.ends * by_election.ends, whole) - div(donor_starts * by_election.ends, whole) - div(by_donor.ends * election_starts, whole) + div(donor_starts * election_starts, whole) AS cents) AS share
    WHERE gift.moved
  ),
  part AS NOT MATERIALIZED (
    SELECT contribution_id, donor, individual, election, amount_cents AS cents, 0 AS starts, amount_cents AS ends FROM gift WHERE NOT moved
    UNION ALL
    SELECT contribution_id, donor, individual, election, cents, ends - cents, ends FROM divided WHERE cents <> 0
  ),
  payback AS (
    SELECT contribution_id, movement_id, kind, day, upto - amount_cents AS starts, upto AS ends FROM (
      SELECT contribution_id, entry.movement_id, entry.kind, entry.day, entry.amount_cents, sum(entry.amount_cents) OVER (PARTITION BY contribution_id ORDER BY entry.day, entry.movement_id) AS upto
      FROM gift JOIN {{table}} AS entry USING (contribution_id)
      WHERE gift.shrunk AND entry.organization = $1 AND entry.kind IN ('refund', 'chargeback') ${inTime}
    ) AS paid
  ),
  taking AS MATERIALIZED (
    SELECT * FROM payback
    UNION ALL
    SELECT contribution_id, bounced_by, 'bounce', bounced_on, coalesce((SELECT max(ends) FROM payback WHERE payback.contribution_id = gift.contribution_id), 0), amount_cents
    FROM gift WHERE bounced_on IS NOT NULL
  ),
  taken AS MATERIALIZED (
    SELECT contribution_id, movement_id, kind, taking.day, part.donor, part.election, part.starts, least(taking.ends, part.ends) - greatest(taking.starts, part.starts) AS cents
    FROM taking JOIN part USING (contribution_id)
    WHERE least(taking.ends, part.ends) > greatest(taking.starts, part.starts)
  )`;
}

/** The book of each committee: the one that was asked for, or the first that it has. */
const CHOSEN = (book: Book | undefined) => `
  SELECT committee_id, ${book === undefined ? `min(${rankOf('entry.book')})` : BOOKS.indexOf(book) + 1} AS rank
  FROM {{table}} AS entry WHERE organization = $1 AND kind IN ('contribution', 'reported-refund') AND standing GROUP BY committee_id`;

/** The place of a book in the order of preference. */
export function rankOf(column: string): string {
  return `array_position(ARRAY[${BOOKS.map((name) => `'${name}'`).join(', ')}], ${column})`;
}
