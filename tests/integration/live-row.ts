/** A leaf's row of the log, as far as an alteration asks for it. */
export interface Row {
  readonly position: number;
  readonly stream: string;
  readonly revision: number;
  readonly type: string;
  readonly meta: string;
  readonly payload: string;
}
