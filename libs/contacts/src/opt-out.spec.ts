import { nameUuid, Unavailable, type AppendRequest, type EventLog, type Meta, type RecordedEvent, type WhatIf } from '@fieldledger/kernel';
import type { Vault } from '@fieldledger/privacy';
import { MemoryEventLog, trialVault } from '@fieldledger/testing';
import type { RecordAttempt } from './attempt-commands.js';
import { AttemptContexts } from './attempt-contexts.js';
import { AskOfAttempts, AskOfAttemptsHandler } from './attempt-handlers.js';
import type { ConsentEvent } from './consent-events.js';
import { closedChannels, consentDecider, consentStreamId } from './consent.js';
import { CloseChannels, CloseChannelsHandler, ReopenChannels, ReopenChannelsHandler } from './consent-handlers.js';
import { PreviewRollback, PreviewRollbackHandler, RollBack, RollBackHandler, ScopedAttempts, Undo, UndoHandler } from './rollback-handlers.js';

const meta: Meta = {
  organization: nameUuid('opt-out', 'ours'), actor: 'key-7', app: 'canvass', correlationId: 'c', causationId: null, receivedAt: '2026-10-03T21:20:00.000Z', provenance: null,
};
const voterOf = (id: string) => ({ system: 'van', scope: 'OH.myvoters', id });
const id = (name: string) => nameUuid('opt-out', name);
const [DO_NOT_CALL, DO_NOT_WALK, NOT_HOME] = [22, 23, 1];
const call = (name: string, resultCodeId: number, voter = 'v-1'): RecordAttempt => ({
  attemptId: id(name), voter: voterOf(voter), contactTypeId: 1, inputTypeId: 10, resultCodeId, campaignId: 'columbus', batchId: 'night-1', attemptedAt: '2026-10-03T21:14:05.000Z',
  provenance: { sourceSystem: 'canvass-csv', row: 3 },
});

/** A log that counts its round trips, and dies before the nth append from now, as a killed process would. */
class WatchedLog extends MemoryEventLog {
  trips: string[] = [];
  appendsLeft = Infinity;

  override append(requests: readonly AppendRequest[], options?: { atomic?: boolean }) {
    if (this.appendsLeft-- <= 0) throw new Unavailable('log-unreachable', 'killed');
    this.trips.push('append');
    return super.append(requests, options);
  }

  override readStreams(organization: string, streams: readonly string[]) {
    this.trips.push('readStreams');
    return super.readStreams(organization, streams);
  }
}

describe("a voter's no, said by the result of an attempt", () => {
  let log: WatchedLog;
  let vault: Vault;
  beforeAll(async () => (vault = await trialVault()));
  beforeEach(() => (log = new WatchedLog()));

  const ask = (asked: AskOfAttempts) => new AskOfAttemptsHandler(log, new AttemptContexts(log, vault)).execute(asked);
  const record = (...items: RecordAttempt[]) => ask(new AskOfAttempts('record', items, meta, false));
  const recordAll = (...items: RecordAttempt[]) => ask(new AskOfAttempts('record', items, meta, true));
  const voided = (name: string, correction = `void ${name}`) => ask(new AskOfAttempts('void', [{ correctionId: id(correction), attemptId: id(name), reasonCode: 'wrong-voter' }], meta, false));
  const amend = (correction: string, attempt: RecordAttempt) => ask(new AskOfAttempts('amend', [{ correctionId: id(correction), reasonCode: 'wrong-result', attempt }], meta, false));
  const rollback = { rollbackId: id('rollback'), scope: { of: 'batch' as const, id: 'night-1' }, reasonCode: 'falsified' as const };
  const rollBack = () => new RollBackHandler(log, new ScopedAttempts(log)).execute(new RollBack(rollback, meta));
  const undo = () => new UndoHandler(log, new ScopedAttempts(log)).execute(new Undo({ undoId: id('undo'), rollbackId: rollback.rollbackId }, meta));

  const consent = (voter = 'v-1') => log.readStream(meta.organization, `consent-${consentStreamId(voterOf(voter))}`);
  const closed = async (voter = 'v-1') => [...closedChannels(((await consent(voter)) as unknown as ConsentEvent[]).reduce(consentDecider.evolve, consentDecider.initial))];
  const types = async (voter = 'v-1') => (await consent(voter)).map(({ type }) => type);
  const killed = async (appends: number, run: () => Promise<unknown>) => {
    log.appendsLeft = appends;
    await expect(run()).rejects.toThrow('killed');
    log.appendsLeft = Infinity;
  };

  it('is recorded with the attempt, in the words of the attempt, and says which attempt caused it', async () => {
    const [verdict] = await record(call('a', DO_NOT_CALL));
    const [attempted] = await log.readStream(meta.organization, `attempt-${id('a')}`);
    const [requested] = await consent();
    expect(requested).toMatchObject({
      type: 'DoNotContactRequested', causationId: attempted!.id, actor: 'key-7', occurredAt: '2026-10-03T21:14:05.000Z', provenance: { sourceSystem: 'canvass-csv', row: 3 },
      data: { requestId: nameUuid('do-not-contact', id('a')), voter: voterOf('v-1'), channels: ['phone'], requestedAt: '2026-10-03T21:14:05.000Z', attemptId: id('a') },
    });
    expect(verdict).toMatchObject({ again: false, receipt: { id: attempted!.id } });
  });

  it('costs an ordinary batch nothing: one read for all voters and the codes, one append', async () => {
    await record(...Array.from({ length: 50 }, (_, n) => call(`ordinary ${n}`, NOT_HOME, `v-${n}`)));
    expect(log.trips).toEqual(['readStreams', 'append']);
    log.trips = [];
    await recordAll(...Array.from({ length: 50 }, (_, n) => call(`whole ${n}`, NOT_HOME, `v-${n}`)));
    expect(log.trips).toEqual(['readStreams', 'append']);
  });

  it('is heard in a batch, all or nothing or not, also twice from one voter', async () => {
    await record(call('a', NOT_HOME, 'v-2'), call('b', DO_NOT_CALL), call('c', DO_NOT_WALK));
    await recordAll(call('d', DO_NOT_CALL, 'v-3'), call('e', DO_NOT_CALL, 'v-3'));
    expect([(await closed()).sort(), await closed('v-2'), await types('v-3')]).toEqual([['phone', 'walk'], [], ['DoNotContactRequested', 'DoNotContactRequested']]);
  });

  it('is not taken from an attempt that was refused', async () => {
    await record(call('a', NOT_HOME));
    const [verdict] = await record(call('a', DO_NOT_CALL));
    expect([(verdict as { slug?: string }).slug, await types()]).toEqual(['id-taken', []]);
    await record(call('no', DO_NOT_CALL, 'v-3'));
    expect(await record(call('no', NOT_HOME, 'v-3'))).toMatchObject([{ slug: 'id-taken', details: { differs: ['resultCodeId'] } }]);
    await recordAll(call('b', DO_NOT_CALL, 'v-2'), { ...call('c', NOT_HOME), attemptedAt: '2027-01-01T00:00:00Z' });
    expect(await types('v-2')).toEqual([]);
  });

  it('is recorded once, however often the attempt is repeated', async () => {
    for (let n = 0; n < 3; n++) await record(call('a', DO_NOT_CALL));
    await Promise.all(Array.from({ length: 5 }, () => record(call('a', DO_NOT_CALL))));
    expect(await types()).toEqual(['DoNotContactRequested']);
  });

  it('that a kill kept from being recorded is recorded by the repeat of the attempt, which is answered as a repeat', async () => {
    await killed(1, () => record(call('a', DO_NOT_CALL), call('b', DO_NOT_CALL, 'v-2')));
    expect([await types(), await types('v-2')]).toEqual([[], []]);
    const verdicts = await record(call('a', DO_NOT_CALL), call('b', DO_NOT_CALL, 'v-2'));
    expect(verdicts).toMatchObject([{ again: true }, { again: true }]);
    expect([await closed(), await closed('v-2')]).toEqual([['phone'], ['phone']]);
  });

  it('is withdrawn when the attempt is voided, and a late repeat of either changes nothing', async () => {
    await record(call('a', DO_NOT_CALL));
    for (let n = 0; n < 2; n++) await voided('a');
    await record(call('a', DO_NOT_CALL));
    await voided('a');
    expect([await closed(), await types()]).toEqual([[], ['DoNotContactRequested', 'DoNotContactWithdrawn']]);
  });

  it('holds until the withdrawal is recorded, when a kill came between the two', async () => {
    await record(call('a', DO_NOT_CALL));
    await killed(1, () => voided('a'));
    expect(await closed()).toEqual(['phone']);
    await voided('a');
    expect([await closed(), await types()]).toEqual([[], ['DoNotContactRequested', 'DoNotContactWithdrawn']]);
  });

  it('does not come back by a late repeat when the attempt was voided before its request was recorded', async () => {
    await killed(1, () => record(call('a', DO_NOT_CALL)));
    await voided('a');
    await record(call('a', DO_NOT_CALL));
    expect(await closed()).toEqual([]);
  });

  it('leaves open what the voter took back themselves before the attempt was voided', async () => {
    await record(call('a', DO_NOT_CALL));
    const withdrawal = { withdrawalId: id('w'), voter: voterOf('v-1'), requestId: nameUuid('do-not-contact', id('a')), withdrawnAt: '2026-10-04T12:00:00Z' };
    await new ReopenChannelsHandler(log).execute(new ReopenChannels(withdrawal, meta));
    expect(await voided('a')).toMatchObject([{ again: false }]);
    expect([await closed(), await types()]).toEqual([[], ['DoNotContactRequested', 'DoNotContactWithdrawn']]);
  });

  it('holds even if somebody took its id first', async () => {
    const taken = { requestId: nameUuid('do-not-contact', id('a')), voter: voterOf('v-1'), channels: ['mail' as const], requestedAt: '2026-10-01T12:00:00Z' };
    await new CloseChannelsHandler(log).execute(new CloseChannels(taken, meta));
    await record(call('a', DO_NOT_CALL));
    expect((await closed()).sort()).toEqual(['mail', 'phone']);
  });

  it('goes with the attempt when it is amended: to another channel, to another voter, or away', async () => {
    await record(call('a', DO_NOT_CALL));
    await amend('to walk', call('a', DO_NOT_WALK));
    expect(await closed()).toEqual(['walk']);
    await amend('to v-2', call('a', DO_NOT_WALK, 'v-2'));
    expect([await closed(), await closed('v-2')]).toEqual([[], ['walk']]);
    await amend('away', call('a', NOT_HOME, 'v-2'));
    expect(await closed('v-2')).toEqual([]);
  });

  it('is in force at every moment of an amendment that keeps it', async () => {
    await record(call('a', DO_NOT_CALL));
    await amend('another batch', { ...call('a', DO_NOT_CALL), batchId: 'night-2' });
    const history = (await consent()) as unknown as ConsentEvent[];
    const moments = history.map((_, n) => [...closedChannels(history.slice(0, n + 1).reduce(consentDecider.evolve, consentDecider.initial))]);
    expect(moments).toEqual([['phone'], ['phone'], ['phone']]);
    expect(history.map(({ type }) => type)).toEqual(['DoNotContactRequested', 'DoNotContactRequested', 'DoNotContactWithdrawn']);
  });

  it('is no reproach to the attempt at which it was said, when that is amended', async () => {
    await record(call('a', DO_NOT_CALL));
    const [amended] = await amend('canvasser', { ...call('a', DO_NOT_CALL), canvasserId: 'c-1' });
    const [other] = await record(call('b', NOT_HOME));
    const flags = (verdict: unknown) => (verdict as { events: { data: { flags?: string[] } }[] }).events.at(-1)!.data.flags;
    expect([flags(amended), flags(other)]).toEqual([[], ['do-not-contact']]);
  });

  it('is withdrawn by a rollback and in force again when that is undone, however often and wherever it was interrupted', async () => {
    await record(call('a', DO_NOT_CALL), call('b', NOT_HOME, 'v-2'));
    await killed(2, rollBack);
    expect(await closed()).toEqual(['phone']);
    for (let n = 0; n < 2; n++) expect(await rollBack()).toMatchObject({ attempts: 2, skipped: 0 });
    expect(await closed()).toEqual([]);
    await killed(2, undo);
    for (let n = 0; n < 2; n++) expect(await undo()).toMatchObject({ attempts: 2, skipped: 0 });
    expect([await closed(), await types()]).toEqual([['phone'], ['DoNotContactRequested', 'DoNotContactWithdrawn', 'DoNotContactRequested']]);
    await rollBack();
    expect(await closed()).toEqual(['phone']);
  });

  it('is part of what a rollback shows beforehand, unless the voter took it back already', async () => {
    const seen: RecordedEvent[] = [];
    const whatIf: WhatIf = { effectOf: async (events) => (seen.push(...events), []) };
    const preview = () => new PreviewRollbackHandler(log as EventLog, whatIf, new ScopedAttempts(log)).execute(new PreviewRollback(rollback, meta));
    await record(call('a', DO_NOT_CALL), call('b', DO_NOT_CALL, 'v-2'));
    const withdrawal = { withdrawalId: id('w'), voter: voterOf('v-2'), requestId: nameUuid('do-not-contact', id('b')), withdrawnAt: '2026-10-04T12:00:00Z' };
    await new ReopenChannelsHandler(log).execute(new ReopenChannels(withdrawal, meta));
    expect(await preview()).toMatchObject({ attempts: 2 });
    expect(seen.map(({ type }) => type)).toEqual(['ContactAttemptVoided', 'ContactAttemptVoided', 'DoNotContactWithdrawn']);
    expect(new Set(seen.map((event) => event.id)).size).toBe(3);
    expect(await closed()).toEqual(['phone']);
  });
});
