import type { Fact } from '@fieldledger/kernel';

/** The first event that a report cannot fold, and why. */
export class Poison extends Error {
  constructor(
    readonly event: Pick<Fact, 'id' | 'type' | 'position'>,
    cause: unknown,
  ) {
    super(`event ${event.id} (${event.type}, position ${event.position}) cannot be folded: ${(cause as Error).message}`, { cause });
    this.name = 'Poison';
  }
}
