import { PRESENT_RULES } from '@fieldledger/finance-rules';
import { refuseFuture, Rejection, type Decider } from '@fieldledger/kernel';
import type { Erased, ErasePerson } from './erasure-commands.js';
import type { ErasureEvent, Hold } from './erasure-events.js';
import { holdsOn } from './erasure-holds.js';
import type { PersonalRecord, PersonFound } from './personal-records.js';

export type ErasureState =
  | { readonly status: 'unknown' }
  | {
      readonly status: 'erased' | 'postponed' | 'refused';
      readonly asked: ErasePerson;
      /** Whose keys are gone. */
      readonly erased: readonly string[];
      readonly records: number;
      readonly suppressed: number;
      /** Whose keys are kept, and until which day. */
      readonly kept: { readonly subjects: readonly string[]; readonly records: number; readonly until: string; readonly holds: readonly Hold[] } | null;
    };

/** What an erasure is read against. */
export interface ErasureContext {
  readonly found: PersonFound;
  /** The keys that what is found was sealed with, and those that the references would be sealed with. */
  readonly subjects: readonly string[];
  /** Tokens by which the person is known again. */
  readonly tokens: readonly string[];
  /** An instant: the server's time. */
  readonly now: string;
}

export const erasureDecider: Decider<ErasureState, ErasureEvent> = {
  kind: 'erasure',
  initial: { status: 'unknown' },
  evolve,
  versions: { PersonErased: 1, ErasurePostponed: 1, ErasureRefused: 1 },
  occurredAt: (_event, meta) => meta.receivedAt,
  asked: askedOf,
};

/**
 * What is not held is erased, what is held is postponed; or all is refused, and that is recorded too: the person is owed an answer.
 * @throws Rejection `told-in-future`, `person-unknown`, `record-of-several`, `alike-unclear`
 */
export function erasePerson(command: ErasePerson, context: ErasureContext): ErasureEvent[] {
  refuseFuture(command.requestedAt, '/requestedAt', { receivedAt: context.now });
  refuseUnlessOne(context.found);
  refuseUnclear(command, context.found);
  const asked = askedOf(command) as ErasePerson;
  const split = splitOf(context);
  if (split.holds.length > 0 && command.whenHeld === 'refuse') return [{ type: 'ErasureRefused', data: { ...asked, until: split.until, holds: split.holds } }];
  return eventsOf(asked, split, context);
}

/** What was postponed and is not held any more; or the next day, where something new is held by then. */
export function resumeErasure(context: ErasureContext, state: ErasureState): ErasureEvent[] {
  if (state.status !== 'postponed') throw new Rejection('conflict', 'erasure-not-postponed', 'Nothing of this erasure waits for a later day.');
  const gone = new Set(state.erased);
  const split = splitOf({ ...context, subjects: context.subjects.filter((subject) => !gone.has(subject)) });
  return eventsOf(state.asked, split, context);
}

/** What a request asks for, in the names that records have. @throws Rejection `person-required`, `donor-unknown-kind` */
export function namesAsked({ references = [], donors = [], records = [] }: Erased): { readonly names: string[]; readonly recordIds: string[] } {
  if (references.length + donors.length + records.length === 0) {
    throw new Rejection('invalid', 'person-required', 'Say who is meant: references, donors or records.', { faults: [{ field: '/person', problem: 'must name at least one reference, donor or record' }] });
  }
  const wrong = donors.findIndex((donor) => !/^[ne]:/.test(donor));
  if (wrong >= 0) {
    throw new Rejection('invalid', 'donor-unknown-kind', 'A donor is named here as reports do it, n: or e: and a token; one that has a reference is named by that.', { faults: [{ field: `/person/donors/${wrong}`, problem: 'must begin with n: or e:' }] });
  }
  return { names: [...references.map(({ system, scope, id }) => `r:${system}/${scope}/${id}`), ...donors], recordIds: [...records] };
}

/** What would happen, for whoever asks first. @throws Rejection `told-in-future`, `person-unknown`, `record-of-several` */
export function previewErasure(command: ErasePerson, context: ErasureContext) {
  refuseFuture(command.requestedAt, '/requestedAt', { receivedAt: context.now });
  refuseUnlessOne(context.found);
  const { free, held, holds, until } = splitOf(context);
  const kinds = (records: readonly PersonalRecord[]) => Object.fromEntries([...new Set(records.map(({ kind }) => kind))].sort().map((kind) => [kind, records.filter((it) => it.kind === kind).length]));
  const { found } = context;
  return {
    references: found.references,
    erased: { subjects: free.length, records: recordsOf(found, free).length, kinds: kinds(recordsOf(found, free)) },
    kept: held.length > 0 ? { subjects: held.length, records: recordsOf(found, held).length, kinds: kinds(recordsOf(found, held)), until, holds } : null,
    refused: holds.length > 0 && command.whenHeld === 'refuse',
    optOut: optsOut(command, found),
    /** To be answered by `alike` where there are any. */
    alike: alikeOf(found.alike),
  };
}

/** Whether they are to be known again, and not recorded. */
export const optsOut = ({ optOut }: Pick<ErasePerson, 'optOut'>, { optedOut }: Pick<PersonFound, 'optedOut'>): boolean => optOut ?? optedOut;

interface Split {
  readonly free: readonly string[];
  readonly held: readonly string[];
  readonly holds: readonly Hold[];
  /** The last day of all holds; empty where there are none. */
  readonly until: string;
}

/** A key opens all or nothing: whatever is sealed with that of a held record is held with it. */
function splitOf({ found, subjects, now }: ErasureContext): Split {
  const holds = holdsOn(found.records, now.slice(0, 10), PRESENT_RULES);
  const ids = new Set(holds.map(({ recordId }) => recordId));
  const held = new Set(found.records.filter(({ recordId, gift }) => gift && ids.has(recordId)).flatMap(keysOf));
  return {
    free: subjects.filter((subject) => !held.has(subject)).sort(), held: subjects.filter((subject) => held.has(subject)).sort(),
    holds: [...holds].sort((a, b) => (a.recordId < b.recordId ? -1 : 1)), until: holds.map(({ until }) => until).sort().at(-1) ?? '',
  };
}

function eventsOf(asked: ErasePerson, { free, held, holds, until }: Split, { found, tokens }: ErasureContext): ErasureEvent[] {
  const events: ErasureEvent[] = [];
  if (free.length > 0) {
    // As long as something is kept, the law may want their next gift on record as well: they are left out once all is gone.
    const suppressed = held.length === 0 && optsOut(asked, found) ? [...tokens].sort() : [];
    events.push({ type: 'PersonErased', data: { ...asked, references: found.references, subjects: free, records: recordsOf(found, free).length, suppressed } });
  }
  if (held.length > 0) events.push({ type: 'ErasurePostponed', data: { ...asked, subjects: held, records: recordsOf(found, held).length, until, holds } });
  return events;
}

function refuseUnlessOne(found: PersonFound): void {
  if (found.ambiguous.length > 0) {
    throw new Rejection('invalid', 'record-of-several', 'A record that was named is of several persons. Name the one who is meant by a reference or as a donor.', { records: found.ambiguous });
  }
  if (!found.known && found.records.length === 0) {
    throw new Rejection('missing', 'person-unknown', 'Nothing is recorded of this person in this organization that could be erased. Check the references, donors or records; a record without a name, an address or words about somebody has nothing to erase.');
  }
}

function refuseUnclear({ alike }: ErasePerson, found: PersonFound): void {
  if (found.alike.length > 0 && alike === undefined) {
    const message = 'Others have a name and ZIP code or an e-mail address in common with this person. An erasure cannot be undone: say with alike whether they are the same-person or others.';
    throw new Rejection('conflict', 'alike-unclear', message, { alike: alikeOf(found.alike) });
  }
}

/** Each giver once, by the names that they have. */
function alikeOf(records: readonly PersonalRecord[]): { readonly names: readonly string[]; readonly records: number }[] {
  const givers = new Map<string, { readonly names: readonly string[]; records: number }>();
  for (const { subject, names } of records) {
    const giver = givers.get(subject) ?? { names, records: 0 };
    givers.set(subject, { ...giver, records: giver.records + 1 });
  }
  return [...givers.values()];
}

/** The keys that a record was sealed with. */
export const keysOf = ({ subject, otherSubjects }: Pick<PersonalRecord, 'subject' | 'otherSubjects'>): string[] => [subject, ...otherSubjects];

function recordsOf({ records }: PersonFound, subjects: readonly string[]): PersonalRecord[] {
  const keys = new Set(subjects);
  return records.filter((record) => keysOf(record).some((key) => keys.has(key)));
}

/** The request alone, member by member. */
function askedOf({ erasureId, person: { references, donors, records }, ground, requestedAt, optOut, whenHeld, alike }: ErasePerson): object {
  const named = references?.map(({ system, scope, id }) => ({ system, scope, id }));
  return { erasureId, person: { references: named, donors: donors && [...donors], records: records && [...records] }, ground, requestedAt: new Date(requestedAt).toISOString(), optOut, whenHeld, alike };
}

/** Total: history is never refused. No `default`: a new event that is not handled here does not compile. */
function evolve(state: ErasureState, { type, data }: ErasureEvent): ErasureState {
  const before = state.status === 'unknown' ? { erased: [], records: 0, suppressed: 0 } : { erased: state.erased, records: state.records, suppressed: state.suppressed };
  const asked = askedOf(data) as ErasePerson;
  switch (type) {
    case 'PersonErased':
      // What is still kept is said by the event after it.
      return { status: 'erased', asked, erased: [...before.erased, ...data.subjects], records: before.records + data.records, suppressed: before.suppressed + data.suppressed.length, kept: null };
    case 'ErasurePostponed':
      return { status: 'postponed', asked, ...before, kept: { subjects: data.subjects, records: data.records, until: data.until, holds: data.holds } };
    case 'ErasureRefused':
      return { status: 'refused', asked, ...before, kept: { subjects: [], records: 0, until: data.until, holds: data.holds } };
  }
}
