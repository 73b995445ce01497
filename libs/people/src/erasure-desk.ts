import { Inject, Injectable } from '@nestjs/common';
import { EVENT_LOG, handle, Unopened, type Answer, type Clear, type EventLog, type Meta, type RecordedEvent } from '@fieldledger/kernel';
import { isSealed, VAULT, type Lookups, type Vault } from '@fieldledger/privacy';
import type { ErasePerson } from './erasure-commands.js';
import type { ErasureEvent } from './erasure-events.js';
import { erasePerson, erasureDecider, keysOf, namesAsked, optsOut, previewErasure, resumeErasure, type ErasureContext, type ErasureState } from './erasure.js';
import { PERSONAL_RECORDS, type PersonalRecords, type PersonFound } from './personal-records.js';

/** An erasure and how it stands. */
export interface Stood {
  readonly answer: Answer;
  readonly state: Exclude<ErasureState, { readonly status: 'unknown' }>;
}

/** Carries out erasures: finds the person, records what is decided, and then has the keys destroyed. */
@Injectable()
export class ErasureDesk {
  constructor(
    @Inject(EVENT_LOG) private readonly log: EventLog,
    @Inject(VAULT) private readonly vault: Vault,
    @Inject(PERSONAL_RECORDS) private readonly records: PersonalRecords,
  ) {}

  /** A repeat is answered with how it stands by now, and finishes what was interrupted. */
  async erase(request: ErasePerson, meta: Meta): Promise<Stood> {
    const { erasureId } = request;
    const isRepeat = (await this.history(meta.organization, erasureId)).length > 0;
    const context = isRepeat ? undefined : await this.contextOf(request, meta);
    const answer = await handle(this.log, erasureDecider, {
      streamId: erasureId, requestId: erasureId, request: erasureDecider.asked(request as never), meta, opens: !isRepeat,
      // Of a repeat, nothing is decided again.
      decide: () => erasePerson(request, context!),
    });
    return this.carriedOut(answer, meta.organization, erasureId);
  }

  /** What was postponed to this day, or before it. */
  async resume(organization: string, erasureId: string, meta: Meta): Promise<Stood | undefined> {
    const state = stateOf(await this.history(organization, erasureId));
    const today = meta.receivedAt.slice(0, 10);
    if (state.status !== 'postponed' || state.kept!.until > today) return undefined;
    const context = await this.contextOf(state.asked, meta);
    const requestId = `due ${state.kept!.until}`;
    const answer = await handle(this.log, erasureDecider, { streamId: erasureId, requestId, request: { erasureId, due: state.kept!.until }, meta, opens: false, decide: (it) => resumeErasure(context, it) });
    return this.carriedOut(answer, organization, erasureId);
  }

  /** Stores nothing. */
  async preview(request: ErasePerson, meta: Meta): Promise<ReturnType<typeof previewErasure>> {
    return previewErasure(request, await this.contextOf(request, meta));
  }

  /** Every erasure of an organization, as it stands, in the order of the requests. */
  async list(organization: string): Promise<Exclude<ErasureState, { readonly status: 'unknown' }>[]> {
    const streams = (await this.records.erasures(organization)).map(streamOf);
    const states: ErasureState[] = [];
    for (let at = 0; at < streams.length; at += PAGE) {
      const histories = await this.log.readStreams(organization, streams.slice(at, at + PAGE));
      states.push(...streams.slice(at, at + PAGE).map((stream) => stateOf(histories.get(stream)!)));
    }
    return states.filter((state) => state.status !== 'unknown');
  }

  private async carriedOut(answer: Answer, organization: string, erasureId: string): Promise<Stood> {
    await this.vault.erasures.apply(this.log);
    return { answer, state: stateOf(await this.history(organization, erasureId)) as Stood['state'] };
  }

  private history(organization: string, erasureId: string): Promise<RecordedEvent[]> {
    return this.log.readStream(organization, streamOf(erasureId));
  }

  private async contextOf(request: ErasePerson, { organization, receivedAt }: Meta): Promise<ErasureContext> {
    const [found, lookups] = await Promise.all([this.records.find(organization, namesAsked(request.person), request.alike === 'same-person'), this.vault.lookups(organization)]);
    // Also what their references would be sealed with in future.
    const ofReferences = found.references.map((reference) => lookups.subject('reference', ...partsOf(reference)));
    const subjects = [...new Set([...found.records.flatMap(keysOf), ...ofReferences])];
    const tokens = optsOut(request, found) ? await this.tokensOf(organization, found, new Set(subjects), lookups) : [];
    return { found, subjects, tokens, now: receivedAt };
  }

  /** By what they would be known again: their references, and every e-mail address and telephone number that was sealed of them. */
  private async tokensOf(organization: string, { references, records }: PersonFound, subjects: ReadonlySet<string>, lookups: Lookups): Promise<string[]> {
    const tokens = new Set(references.map((reference) => lookups.token('reference', ...partsOf(reference))));
    const streams = [...new Set(records.map(({ kind, recordId }) => `${kind}-${recordId}`))];
    for (let at = 0; at < streams.length; at += PAGE) {
      const histories = await this.log.readStreams(organization, streams.slice(at, at + PAGE));
      const theirs = [...histories.values()].flat().filter(({ data }) => Object.values(data).some((value) => isSealed(value) && subjects.has(value.key)));
      for (const { data, clear } of await this.opened(theirs)) {
        for (const [field, value] of Object.entries(clear)) {
          const sealed = (data as Record<string, unknown>)[field];
          if (!isSealed(sealed) || !subjects.has(sealed.key)) continue;
          const { email, phone } = (field === 'phone' ? { phone: value } : (value ?? {})) as { readonly email?: unknown; readonly phone?: unknown };
          for (const token of lookups.knownBy({ email: textIn(email), phone: textIn(phone) })) tokens.add(token);
        }
      }
    }
    return [...tokens];
  }

  /** What was changed and does not open any more tells of nobody, and keeps nobody from being erased. */
  private async opened(events: readonly RecordedEvent[]): Promise<{ readonly data: object; readonly clear: Clear }[]> {
    try {
      const clear = await this.vault.unseal(events);
      return events.map(({ data }, n) => ({ data, clear: clear[n]! }));
    } catch (error) {
      if (!(error instanceof Unopened)) throw error;
      return this.opened(events.filter(({ id }) => id !== error.event.id));
    }
  }
}

const PAGE = 500;

const textIn = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

const streamOf = (erasureId: string): string => `${erasureDecider.kind}-${erasureId}`;

const partsOf = (reference: string): string[] => reference.split('/');

const evolved = (state: ErasureState, { type, data }: RecordedEvent): ErasureState => erasureDecider.evolve(state, { type, data } as ErasureEvent);

const stateOf = (history: readonly RecordedEvent[]): ErasureState => history.reduce(evolved, erasureDecider.initial);
