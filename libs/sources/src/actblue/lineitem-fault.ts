import { RowFault } from '../source.js';

/** A fault of a lineitem, and the column or member it is in. A value is shown only where it cannot be of a person. */
export class LineitemFault extends RowFault {
  constructor(
    code: string,
    readonly place: string,
    readonly problem: string,
  ) {
    super(code, `${place.replace(/^the /, 'The ')} ${problem}.`);
  }
}
