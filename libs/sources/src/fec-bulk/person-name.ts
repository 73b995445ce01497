import type { Contributor } from '@fieldledger/donations';

type PersonName = Pick<Contributor, 'lastName' | 'firstName' | 'middleName' | 'prefix' | 'suffix'>;

/**
 * The parts of a name as the FEC writes it in one cell: LAST, FIRST MIDDLE, then titles in any order (`MR. JR`). A text
 * without a comma is a last name as a whole. No word is lost or changed.
 */
export function personName(text: string): PersonName {
  const comma = text.indexOf(',');
  if (comma < 0) return { lastName: text || undefined };
  const given = wordsOf(text.slice(comma + 1));
  const titles: Record<'prefix' | 'suffix', string[]> = { prefix: [], suffix: [] };
  // One word is always left: somebody may be called Major, or Sr.
  while (given.length > 1 && PREFIXES.has(plain(given[0]!))) titles.prefix.push(given.shift()!);
  const before = titles.prefix.length;
  while (given.length > 1) {
    const title = PREFIXES.has(plain(given.at(-1)!)) ? 'prefix' : SUFFIXES.has(plain(given.at(-1)!)) ? 'suffix' : undefined;
    if (!title) break;
    titles[title].splice(title === 'prefix' ? before : 0, 0, given.pop()!);
  }
  const [firstName, ...middle] = given;
  return { lastName: text.slice(0, comma).trim() || undefined, firstName, middleName: joined(middle), prefix: joined(titles.prefix), suffix: joined(titles.suffix) };
}

const PREFIXES = new Set(['MR', 'MRS', 'MS', 'MISS', 'DR', 'REV', 'HON', 'RABBI']);
/** Neither I nor V is among them: they are initials more often. */
const SUFFIXES = new Set(['JR', 'SR', 'II', 'III', 'IV', 'MD', 'PHD', 'ESQ', 'CPA', 'DDS', 'RN', 'RET']);

const wordsOf = (text: string): string[] => text.split(/[\s,]+/).filter((word) => word !== '');
const plain = (word: string): string => (word.includes('.') ? word.replaceAll('.', '') : word).toUpperCase();
const joined = (words: readonly string[]): string | undefined => (words.length > 0 ? words.join(' ') : undefined);
