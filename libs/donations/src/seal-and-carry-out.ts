import { carryOut, Rejection, type Decider, type Event, type EventLog, type Meta, type Verdict } from '@fieldledger/kernel';
import { saidOfErased } from '@fieldledger/privacy';
import { askedOf } from './asked.js';
import { contextFor, type ContributionContexts, type Prepared, type Private } from './contribution-contexts.js';
import type { ContributionContext } from './contribution-context.js';
import { instant } from './contribution-moment.js';
import type { Contributor } from './contributor-commands.js';

/** How one command of contributions, series or pledges is carried out. */
export interface Way<C, State, E extends Event> {
  /** The producer's id of the request: its repeats are answered with the first receipt. */
  readonly requestId: (command: C) => string;
  readonly decide: (command: C, context: ContributionContext, state: State, meta: Meta) => E[];
  /** It usually opens its record. */
  readonly opens?: true;
  /** Who of it is to be sealed. */
  readonly contributor?: (command: C) => Contributor | undefined;
}

/** Commands of one kind, each about the record that `streamId` names. Atomic: all or none. */
export interface Carried<C, State, E extends Event> {
  readonly decider: Decider<State, E>;
  readonly way: Way<C, State, E>;
  readonly items: readonly C[];
  readonly streamId: (command: C) => string;
  readonly meta: Meta;
  readonly atomic: boolean;
  /** What donors answered, where the commands bring answers, in the same order. */
  readonly answers?: readonly Private['answer'][];
}

/** Seals what is private of each command, decides, and stores: one answer each, in order. */
export async function sealAndCarryOut<C extends object, State, E extends Event>(log: EventLog, contexts: ContributionContexts, carried: Carried<C, State, E>): Promise<Verdict[]> {
  const { way, items, streamId, meta, answers, ...rest } = carried;
  const prepared = await contexts.prepare(meta.organization, items.map((item, i): Private => ({
    recordId: streamId(item),
    contributor: way.contributor?.(item),
    remarks: (item as Partial<Private>).remarks,
    electionDescription: (item as Partial<Private>).electionDescription,
    answer: answers?.[i],
  })));
  const verdicts = await carryOut<C, Prepared, State, E>(log, {
    ...rest, items, meta, prepared,
    way: {
      streamId, requestId: way.requestId, opens: way.opens, asked: (item, found) => askedOf(inUtc(item), found),
      decide: (item, found, eventId, state, given) => way.decide(item, contextFor(eventId(0), found), state, given),
    },
  });
  return saidOfErased(verdicts, (i) => prepared[i]!.forgotten);
}

/** Another request is recorded under the same id. */
export const isTaken = (verdict: Verdict): boolean => verdict instanceof Rejection && verdict.slug === 'id-taken';

/** An instant is the same however it is written. What sources tell is named by how they wrote it, and does not come here. */
function inUtc(command: { readonly receivedAt?: string }): object {
  return command.receivedAt === undefined ? command : { ...command, receivedAt: instant(command.receivedAt) };
}
