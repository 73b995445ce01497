import type { Fact } from '@fieldledger/kernel';
import type { ShiftCancelled, VolunteerEventCancelled } from '@fieldledger/volunteering';

/** What a row keeps of it. */
interface CalledOff {
  /** When it was called off, as long as that stands. */
  readonly cancelledAt: string | null;
  /** JSON. */
  readonly callings: string | null;
}

/** The last moment of each kind; none for never. */
interface Callings {
  /** Called off by somebody, or withdrawn by its source. */
  readonly cancelledAt?: string;
  readonly withdrawnAt?: string;
  readonly reinstatedAt?: string;
  /** Shown by its source. */
  readonly shownAt?: string;
}

/** A shift or an event of which one more moment is known. */
export function called<Row extends CalledOff>(row: Row, more: Callings): Row {
  const known = row.callings === null ? {} : (JSON.parse(row.callings) as Callings);
  const latest = (name: keyof Callings) => ((known[name] ?? '') > (more[name] ?? '') ? known[name] : more[name]);
  const callings: Callings = { cancelledAt: latest('cancelledAt'), withdrawnAt: latest('withdrawnAt'), reinstatedAt: latest('reinstatedAt'), shownAt: latest('shownAt') };
  const text = JSON.stringify(callings);
  return { ...row, callings: text === '{}' ? null : text, cancelledAt: calledOffAt(callings) };
}

export function cancelled<Row extends CalledOff>(row: Row, { data: { cancelledAt, reasonCode } }: Fact<ShiftCancelled | VolunteerEventCancelled>): Row {
  return called(row, reasonCode === 'withdrawn-by-source' ? { withdrawnAt: cancelledAt } : { cancelledAt });
}

/** Who reinstates takes back every calling off until then; a source that shows again what it withdrew takes back its own alone. */
function calledOffAt({ cancelledAt = '', withdrawnAt = '', reinstatedAt = '', shownAt = '' }: Callings): string | null {
  const standing = [cancelledAt > reinstatedAt ? cancelledAt : '', withdrawnAt > reinstatedAt && withdrawnAt >= shownAt ? withdrawnAt : ''].sort();
  return standing[1] || null;
}
