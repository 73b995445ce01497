import type { RuleSet } from '@fieldledger/finance-rules';
import type { Item } from './item.js';

/** Why an item is listed by name, or is not. */
export type Why =
  | 'listed-by-filer' | 'not-an-individual' | 'forced' | 'forced-off' | 'negative' | 'aggregate-over-threshold' | 'amount-over-threshold' | 'with-its-receipt' | 'with-its-child' | 'under-threshold';

export interface Itemization {
  readonly itemized: boolean;
  readonly why: Why;
}

/**
 * Whether each of a contribution's items is listed by name (52 U.S.C. 30104(b)(3)(A)). What became of a contribution is
 * listed when the contribution is; somebody to whom a part was reattributed and who is over the threshold has the
 * contribution listed too. What others filed or the FEC published was listed by its filer.
 * @param items of one contribution, itself first
 */
export function itemizationOf(items: readonly Item[], aggregates: ReadonlyMap<Item, bigint>, rules: RuleSet): Map<Item, Itemization> {
  const [receipt, ...children] = items as readonly [Item, ...Item[]];
  const own = onItsOwn(receipt, aggregates.get(receipt)!, rules);
  const decided = new Map<Item, Itemization>();
  for (const child of children) if (child.part === 'reattribution-to') decided.set(child, onItsOwn(child, aggregates.get(child)!, rules));
  const isRaised = !own.itemized && [...decided.values()].some(({ itemized }) => itemized);
  const whole: Itemization = isRaised ? { itemized: true, why: 'with-its-child' } : own;
  const follows: Itemization = whole.why === 'listed-by-filer' || whole.why === 'not-an-individual' ? whole : { itemized: whole.itemized, why: whole.itemized ? 'with-its-receipt' : whole.why };
  for (const child of children) if (!decided.get(child)?.itemized) decided.set(child, follows);
  return decided.set(receipt, whole);
}

function onItsOwn({ family: { told }, measure, cents }: Item, aggregate: bigint, { itemizeOverCents }: RuleSet): Itemization {
  if (told.book !== 'own') return { itemized: true, why: 'listed-by-filer' };
  if (measure !== 'individuals' && measure !== 'unitemizedIndividuals') return { itemized: true, why: 'not-an-individual' };
  if (told.itemize !== null) return { itemized: told.itemize, why: told.itemize ? 'forced' : 'forced-off' };
  if (aggregate < 0n) return { itemized: true, why: 'negative' };
  if (aggregate > BigInt(itemizeOverCents)) return { itemized: true, why: 'aggregate-over-threshold' };
  if (cents > itemizeOverCents) return { itemized: true, why: 'amount-over-threshold' };
  return { itemized: false, why: 'under-threshold' };
}
