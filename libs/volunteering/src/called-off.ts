/**
 * When a shift or an event was last called off by somebody, withdrawn by its source, reinstated, and shown by its source; empty
 * for never. The latest moments say the same in whatever order they became known.
 */
export interface CalledOff {
  readonly cancelledAt: string;
  readonly withdrawnAt: string;
  readonly reinstatedAt: string;
  readonly shownAt: string;
}

export const NEVER_CALLED_OFF: CalledOff = { cancelledAt: '', withdrawnAt: '', reinstatedAt: '', shownAt: '' };

/** Who reinstates takes back every calling off until then; a source that shows again what it withdrew takes back its own alone. */
export function isCalledOff({ cancelledAt, withdrawnAt, reinstatedAt, shownAt }: CalledOff): boolean {
  return cancelledAt > reinstatedAt || (withdrawnAt > reinstatedAt && withdrawnAt >= shownAt);
}

export const shown = <S extends CalledOff>(state: S, asOf: string | undefined): S => ({ ...state, shownAt: later(state.shownAt, asOf) });
export const reinstated = <S extends CalledOff>(state: S, at: string): S => ({ ...state, reinstatedAt: later(state.reinstatedAt, at) });

export function cancelled<S extends CalledOff>(state: S, at: string, reasonCode: string): S {
  return reasonCode === 'withdrawn-by-source' ? { ...state, withdrawnAt: later(state.withdrawnAt, at) } : { ...state, cancelledAt: later(state.cancelledAt, at) };
}

const later = (a: string, b = ''): string => (a > b ? a : b);
