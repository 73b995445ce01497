import type { FastifyReply } from 'fastify';
import { Rejection, type Fault, type Receipt, type Verdict, withMembers } from '@fieldledger/kernel';
import type { AskedBatch } from './batch.js';
import { slugOf, validate } from './body.js';
import { inOneSpelling } from './one-spelling.js';

/** What a producer is told of one write: where it stands, and what we noticed. */
export interface WriteAnswer extends Receipt {
  readonly flags: readonly string[];
}

/** One item's outcome in a batch. */
export type ItemAnswer =
  | ({ readonly status: 'accepted' | 'same' } & WriteAnswer)
  | { readonly status: 'refused'; readonly code: string; readonly detail: string; readonly faults?: readonly Fault[]; readonly differs?: readonly string[] };

/** 201 with a receipt for what is new, 200 with the first receipt for a repeat. @throws Rejection as it was refused */
export function answerOne([verdict]: readonly Verdict[], reply: FastifyReply): WriteAnswer {
  if (verdict instanceof Rejection) throw verdict;
  reply.status(verdict!.again ? 200 : 201);
  reply.header('x-log-position', verdict!.receipt.position);
  return recorded(verdict!);
}

/**
 * Checks every item of a batch against its class, has the valid ones decided, and answers in the order sent.
 * @throws Rejection `batch-refused` naming every item at fault, when all or nothing was asked
 */
export async function answerBatch<T extends object>(
  { items: sent, itemClass, mode }: AskedBatch<T>,
  reply: FastifyReply,
  decide: (items: readonly T[], atomic: boolean) => Promise<readonly Verdict[]>,
): Promise<{ items: ItemAnswer[] }> {
  const atomic = mode === 'all-or-nothing';
  const faults = sent.map((item) => validate(itemClass, item));
  const sound = (sent.filter((_, i) => faults[i]!.length === 0) as T[]).map((item) => inOneSpelling(itemClass, item));
  if (atomic && sound.length < sent.length) {
    throw refusedBatch('invalid', faults.flatMap((of, i) => of.map(({ field, problem }) => ({ field: `/items/${i}${field}`, problem }))));
  }
  const verdicts = sound.length > 0 ? await decide(sound, atomic) : [];
  const refusals = verdicts.map((verdict) => (verdict instanceof Rejection ? verdict : undefined));
  if (atomic && refusals.some(Boolean)) {
    const blamed = refusals.flatMap((refusal, i) => (refusal && refusal.slug !== 'batch-refused' ? [{ refusal, i }] : []));
    const kind = blamed.every(({ refusal }) => refusal.kind === 'invalid') ? 'invalid' : 'conflict';
    throw refusedBatch(kind, blamed.flatMap(({ refusal, i }) => faultsOf(refusal, i)));
  }
  let next = 0;
  const items = faults.map((of) => (of.length > 0 ? invalidItem(of) : itemAnswer(verdicts[next++]!)));
  reply.status(atomic && items.some(({ status }) => status === 'accepted') ? 201 : 200);
  return { items };
}

function refusedBatch(kind: 'invalid' | 'conflict', faults: readonly Fault[]): Rejection {
  return new Rejection(kind, 'batch-refused', 'Nothing was stored. Mend the items named in faults and send the batch again, or ask for mode=partial to store the others.', { faults });
}

function faultsOf({ slug, message, details }: Rejection, i: number): Fault[] {
  const inner = details.faults as readonly Fault[] | undefined;
  return inner
    ? inner.map(({ field, problem }) => ({ field: `/items/${i}${field}`, problem }))
    : [{ field: `/items/${i}`, problem: `${slug}: ${message}` }];
}

function invalidItem(faults: readonly Fault[]): ItemAnswer {
  return { status: 'refused', code: slugOf(faults), detail: faults.map(({ field, problem }) => `${field} ${problem}`).join('; '), faults };
}

function itemAnswer(verdict: Verdict): ItemAnswer {
  if (!(verdict instanceof Rejection)) return { status: verdict.again ? 'same' : 'accepted', ...recorded(verdict) };
  return { status: 'refused', code: verdict.slug, detail: verdict.message, ...verdict.details };
}

function recorded({ receipt, events }: Exclude<Verdict, Rejection>): WriteAnswer {
  const flags = events.flatMap(({ data }) => (data as { flags?: readonly string[] }).flags ?? []);
  return withMembers(receipt, { flags: [...new Set(flags)] });
}
