import { Command } from '@nestjs/cqrs';
import type { Meta, Verdict } from '@fieldledger/kernel';

/** Things asked of records of one kind, all by the same command, with one answer each. Atomic: all or none. */
export abstract class AskOf<Asked, A extends keyof Asked> extends Command<Verdict[]> {
  constructor(
    readonly what: A,
    readonly items: readonly Asked[A][],
    readonly meta: Meta,
    readonly atomic: boolean,
  ) {
    super();
  }
}
