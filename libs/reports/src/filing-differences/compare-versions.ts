import { COMPARED_FIELDS, isComparedField } from '../reconciliation/compared-fields.js';
import type { Telling } from '../reconciliation/contribution-history.js';
import { ELECTION, WORDS } from '../reconciliation/kept-members.js';
import type { ToldVersion } from './told-version.js';

/** What is different between two versions of a contribution, by name. */
export interface Compared {
  readonly fields: readonly string[];
  /** Two versions differ from a third in these, and whether they differ from each other nobody recorded. */
  readonly undetermined: readonly string[];
}

/**
 * Compares values and marks, never what amendments say of themselves: what was changed and changed back is as it was.
 * The details of a person are sealed together; when they differ, the names are those that changed on the way.
 */
export function compareVersions(before: ToldVersion, after: ToldVersion, tellings: readonly Telling[]): Compared {
  const findings = [...COMPARED_FIELDS.map((name) => onField(name, before, after)), ...SEALED.map((sealed) => onSealed(sealed, before, after, tellings))];
  return { fields: findings.flatMap(({ fields }) => fields), undetermined: findings.flatMap(({ undetermined }) => undetermined) };
}

const NONE: Compared = { fields: [], undetermined: [] };

function onField(name: (typeof COMPARED_FIELDS)[number], before: ToldVersion, after: ToldVersion): Compared {
  return finding([name], before.unknown.includes(name), after.unknown.includes(name), before.values[name] === after.values[name], [name]);
}

/** What is sealed together: its mark, what it is called as a whole, and which names belong to it. */
interface SealedMembers {
  readonly mark: 'personMark' | 'remarksMark' | 'electionMark';
  readonly whole: string;
  readonly has: (name: string) => boolean;
}

const SEALED: readonly SealedMembers[] = [
  { mark: 'personMark', whole: 'contributor', has: (name) => !isComparedField(name) && !WORDS.includes(name) && name !== ELECTION && name !== 'standing' },
  { mark: 'remarksMark', whole: 'remarks', has: (name) => WORDS.includes(name) },
  { mark: 'electionMark', whole: ELECTION, has: (name) => name === ELECTION },
];

function onSealed({ mark, whole, has }: SealedMembers, before: ToldVersion, after: ToldVersion, tellings: readonly Telling[]): Compared {
  const [mine, theirs] = [before.unknown.filter(has), after.unknown.filter(has)];
  const changed = changedBetween(before, after, tellings);
  const isSame = sealedAs(mark, before.values) === sealedAs(mark, after.values) || (!changed.some(has) && areOfNoUse(mark, before.values, after.values, changed));
  const onTheWay = isSame ? [] : changed.filter(has);
  const unknown = [...new Set([...mine, ...theirs])];
  return finding(onTheWay.length > 0 ? onTheWay : [whole], mine.length > 0, theirs.length > 0, isSame, unknown);
}

/** Whether two marks that are not the same say nothing of what was sealed. */
function areOfNoUse(mark: SealedMembers['mark'], before: Telling, after: Telling, changed: readonly string[]): boolean {
  if (mark === 'personMark') return false;
  // What an election is called was recorded as it is, before it was sealed.
  if (mark === 'electionMark' && [before, after].some((it) => it.electionInClear !== null) && [before, after].some((it) => it.electionMark !== null)) return true;
  // Words are sealed with their giver's key: who is called otherwise has another one, under which the same words have another mark.
  return before[mark] !== null && after[mark] !== null && before.personMark !== after.personMark && changed.length > 0;
}

const sealedAs = (mark: SealedMembers['mark'], values: Telling) => values[mark] ?? (mark === 'electionMark' ? values.electionInClear : null);

/** What follows for names whose values are known on both sides, on one, or on none. */
function finding(names: readonly string[], isUnknownBefore: boolean, isUnknownAfter: boolean, isSame: boolean, unknown: readonly string[]): Compared {
  if (!isUnknownBefore && !isUnknownAfter) return isSame ? NONE : { fields: names, undetermined: [] };
  // Whoever differs from what held differs from whoever tells what held.
  if (isUnknownBefore !== isUnknownAfter && isSame) return { fields: unknown, undetermined: [] };
  return { fields: [], undetermined: isSame ? unknown : [...new Set([...names, ...unknown])] };
}

/** The names that the amendments between two versions say they changed. */
function changedBetween(one: ToldVersion, other: ToldVersion, tellings: readonly Telling[]): string[] {
  const [from, to] = [one.values.position, other.values.position].sort();
  return [...new Set(tellings.filter(({ type, position }) => type === 'ContributionAmended' && position > from! && position <= to!).flatMap(({ names }) => names))];
}
