import { isReturnedUndeposited } from '../returned-undeposited.js';
import { bringsBack, TAKING_ORDER } from '../taking-order.js';
import { textOrder } from '../text-order.js';
import { isTold, type Line } from './line.js';
import { divisionOf, type Shift } from './shifts.js';

/** Something that became of a contribution, and what of it there was to take: never more than what remained. */
export interface Movement {
  readonly line: Line;
  /** Paid back beyond the contribution; below zero where that came back. */
  readonly beyondCents: number;
  /** Who has less for which election since, and who more. Of a redesignation or a reattribution it nets to zero; of what takes it is what is taken, out of the parts as they are in the end. */
  readonly shifts: readonly Shift[];
}

/** A contribution, or a refund that a filing lists for itself, and what became of it. */
export interface Family {
  readonly told: Line;
  /** Oldest first. */
  readonly movements: readonly Movement[];
}

export interface Families {
  readonly families: readonly Family[];
  /** Refunds and chargebacks of no contribution that stands: nobody told of it yet, it was withdrawn, or it is a refund itself. */
  readonly orphans: readonly Line[];
}

/**
 * The standing contributions as they were at the end of a day, whatever the order in which things became known. What was
 * returned undeposited was never received.
 */
export function familiesOf(lines: readonly Line[], through: string): Families {
  const told = new Map<string, Line>();
  const moved = new Map<string, Line[]>();
  for (const line of lines) {
    if (isTold(line)) told.set(line.contributionId, line);
    else moved.set(line.contributionId, [...(moved.get(line.contributionId) ?? []), line]);
  }
  const families: Family[] = [];
  for (const line of told.values()) {
    const movements = isGift(line) ? (moved.get(line.contributionId) ?? NONE) : NONE;
    if (line.standing && (line.deposited || !isReturnedUndeposited(movements.map(({ kind }) => kind)))) families.push({ told: line, movements: taken(line, movements.filter(({ day }) => day! <= through)) });
  }
  const orphans = [...moved].flatMap(([id, movements]) => (told.get(id)?.standing && isGift(told.get(id)!) ? [] : movements.filter(({ kind, day }) => (kind === 'refund' || kind === 'chargeback') && day! <= through)));
  return { families, orphans: orphans.sort(inOrder) };
}

const NONE: readonly Line[] = [];
/** Of what a filer lists as a refund nothing can be paid back. */
const isGift = ({ kind }: Line): boolean => kind === 'contribution';
const NOTHING_TAKEN: readonly Movement[] = [];

function taken(told: Line, movements: readonly Line[]): readonly Movement[] {
  if (movements.length === 0) return NOTHING_TAKEN;
  const { move, take } = divisionOf(told, movements);
  const whole = Math.max(0, told.amountCents!);
  const within = (cents: number) => Math.min(Math.max(cents, 0), whole);
  const ordered = [...movements].sort(inOrder);
  const shifted = new Map(ordered.filter(({ kind }) => MOVES.includes(kind)).map((line) => [line, move(line)]));
  let upto = 0;
  const takings = ordered.filter(({ kind }) => TAKES.includes(kind)).map((line) => {
    const before = upto;
    upto += line.kind === 'bounce' ? whole : line.kind === 'dispute' ? -wonBack(line, movements) : line.amountCents!;
    const cents = within(upto) - within(before);
    return { line, cents, fromReattributionId: line.fromReattributionId, beyondCents: line.kind === 'bounce' || line.kind === 'return' ? 0 : upto - before - cents };
  });
  take(takings).forEach((shifts, i) => shifted.set(takings[i]!.line, shifts));
  const beyond = new Map(takings.map(({ line, beyondCents }) => [line, beyondCents]));
  return ordered.map((line) => ({ line, beyondCents: beyond.get(line) ?? 0, shifts: shifted.get(line) ?? [] }));
}

/** What was charged back, and came back with the first dispute that ended well. */
function wonBack(dispute: Line, movements: readonly Line[]): number {
  const brings = ({ kind, outcome, day, movementId }: Line, charged: Line) => kind === 'dispute' && bringsBack({ disputeId: movementId, day: day!, outcome: outcome! }, { ...charged, day: charged.day! });
  return movements.reduce((sum, charged) => (charged.kind === 'chargeback' && movements.filter((it) => brings(it, charged)).sort(inOrder)[0] === dispute ? sum + charged.amountCents! : sum), 0);
}

/** By day; of one day as they take. Never by arrival. */
function inOrder(one: Line, other: Line): number {
  return textOrder(one.day!, other.day!) || PRECEDENCE.indexOf(one.kind) - PRECEDENCE.indexOf(other.kind) || textOrder(one.movementId, other.movementId);
}

const TAKES: readonly string[] = TAKING_ORDER.map((kind) => (kind === 'won-back' ? 'dispute' : kind));
const MOVES: readonly string[] = ['redesignation', 'reattribution'];
const PRECEDENCE: readonly string[] = [...MOVES, ...TAKES];
