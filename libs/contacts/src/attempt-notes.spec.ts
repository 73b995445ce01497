import { nameUuid, Rejection, type Meta } from '@fieldledger/kernel';
import { isSealed, type Vault } from '@fieldledger/privacy';
import { MemoryEventLog, trialVault } from '@fieldledger/testing';
import type { RecordAttempt } from './attempt-commands.js';
import { AttemptContexts } from './attempt-contexts.js';
import { AskOfAttempts, AskOfAttemptsHandler } from './attempt-handlers.js';

const meta: Meta = {
  organization: nameUuid('notes'), actor: 'key-7', app: 'canvass', correlationId: 'c', causationId: null, receivedAt: '2026-10-03T21:20:00.000Z', provenance: null,
};
const attempt: RecordAttempt = {
  attemptId: nameUuid('notes', '1'), voter: { system: 'van', scope: 'OH.myvoters', id: '7' }, contactTypeId: 1, inputTypeId: 10, resultCodeId: 14, campaignId: 'columbus',
  attemptedAt: '2026-10-03T21:14:05.000Z', note: 'Ask for Zebulon Quillfeather', phone: '+1 614 555 0100',
};

describe('a note and a phone number of an attempt', () => {
  let log: MemoryEventLog;
  let vault: Vault;
  beforeEach(async () => {
    log = new MemoryEventLog();
    vault = await trialVault();
  });
  const ask = (asked: AskOfAttempts) => new AskOfAttemptsHandler(log, new AttemptContexts(log, vault)).execute(asked);
  const record = (item: RecordAttempt) => ask(new AskOfAttempts('record', [item], meta, false));
  const amend = (item: RecordAttempt) => ask(new AskOfAttempts('amend', [{ correctionId: nameUuid('notes', 'c'), reasonCode: 'wrong-result', attempt: item }], meta, false));
  const events = () => log.read('', { limit: 100 });

  it('are sealed in the event, and opened by whoever has the keys', async () => {
    await record(attempt);
    const [event] = await events();
    expect([event!.data, event!.payload].map((it) => JSON.stringify(it)).join()).not.toMatch(/Quillfeather|555/);
    expect((await vault.unseal([event!]))[0]).toEqual({ note: attempt.note, phone: attempt.phone });
  });

  it('belong to what a repeat must say again', async () => {
    const [first] = await record(attempt);
    const [again] = await record(attempt);
    expect(again).toMatchObject({ again: true, receipt: (first as { receipt: object }).receipt });
    const [other] = await record({ ...attempt, note: 'Ask for someone else' });
    expect(other).toBeInstanceOf(Rejection);
    expect(other).toMatchObject({ slug: 'id-taken', details: { differs: ['note'] } });
    expect((other as Rejection).message).not.toMatch(/Quillfeather|someone/);
  });

  it('are in no void, and sealed anew in an amendment', async () => {
    await record(attempt);
    await amend({ ...attempt, note: 'He moved' });
    await ask(new AskOfAttempts('void', [{ correctionId: nameUuid('notes', 'v'), attemptId: attempt.attemptId, reasonCode: 'wrong-voter' }], meta, false));
    const told = await events();
    expect(told.map(({ type, data }) => [type, isSealed((data as { note?: unknown }).note)])).toEqual([
      ['ContactAttempted', true], ['ContactAttemptVoided', false], ['ContactAttempted', true], ['ContactAttemptVoided', false],
    ]);
    expect((await vault.unseal(told)).map(({ note }) => note)).toEqual([attempt.note, undefined, 'He moved', undefined]);
  });
});
