import type { Marked, PersonKey, Sealed } from './sealed.js';

/** Members of an event that are about to be sealed: marked at once, so that a repeat is recognized, and sealed when it is known which event will hold them. */
export class Sealing {
  readonly marks: Readonly<Record<string, Marked>>;

  constructor(
    private readonly key: PersonKey,
    members: Readonly<Record<string, unknown>>,
  ) {
    const marks: Record<string, Marked> = {};
    for (const field of Object.keys(members)) if (members[field] !== undefined) marks[field] = key.marked(members[field]);
    this.marks = marks;
  }

  /** Every call seals under nonces of its own. */
  sealFor(eventId: string): Readonly<Record<string, Sealed>> {
    const sealed: Record<string, Sealed> = {};
    for (const field of Object.keys(this.marks)) sealed[field] = this.key.sealText(this.marks[field]!, { eventId, field });
    return sealed;
  }
}
