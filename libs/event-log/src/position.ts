import { BEGINNING, demandPosition, type Position } from '@fieldledger/kernel';

const DIGITS = 16;

/** The kernel's position of a count of events: sixteen digits, so that text sorts as numbers do; 0 is the beginning. */
export function toPosition(count: string | number): Position {
  const text = String(count);
  return text === '0' ? BEGINNING : text.padStart(DIGITS, '0');
}

/** The number in a position. @throws Rejection `invalid-position` for what no log has handed out */
export function fromPosition(position: Position): number {
  demandPosition(position);
  return Number(position);
}
