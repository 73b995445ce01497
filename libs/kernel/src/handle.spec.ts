import type { AppendRequest, EventLog, Receipt } from './event-log.js';
import type { Event, Meta, RecordedEvent } from './event.js';
import type { Decider } from './decider.js';
import { eventIdOf, handle, handleAll, requestDigest } from './handle.js';
import { Rejection } from './rejection.js';

type Knocked = Event<'DoorKnocked', { n: number }>;
const door: Decider<number, Knocked> = {
  kind: 'door', initial: 0, evolve: (count) => count + 1, versions: { DoorKnocked: 1 }, occurredAt: (_event, meta) => meta.receivedAt, asked: (data) => data,
};
const meta: Meta = { organization: '7b0c6d1e-0a51-4a53-8ad4-3f1f7a6f9c01', actor: 'key', app: 'canvass', correlationId: 'c', causationId: null, receivedAt: '2026-10-03T21:20:00.000Z', provenance: null };

/** A log that holds one stream of these events, and remembers what was appended. */
function logOf(history: readonly Partial<RecordedEvent>[], appended: AppendRequest[] = []): EventLog {
  const receipt = { id: 'r', stream: 'door-1', revision: 1, position: '1', recordedAt: '' } satisfies Receipt;
  return {
    readStreams: async () => new Map([['door-1', history as RecordedEvent[]]]),
    append: async (requests: AppendRequest[]) => {
      appended.push(...requests);
      return requests.map(() => ({ outcome: 'appended', receipt }));
    },
  } as unknown as EventLog;
}

const knock = { streamId: '1', requestId: 'q', request: { n: 1 }, meta, opens: false, decide: (count: number): Knocked[] => [{ type: 'DoorKnocked', data: { n: count } }] };

describe('deciding on a record', () => {
  it('goes by what happened to it', async () => {
    const appended: AppendRequest[] = [];
    await handle(logOf([{ id: 'a', type: 'DoorKnocked', schemaVersion: 1, data: {} }], appended), door, knock);
    expect(appended[0]).toMatchObject({ expected: 0, events: [{ data: { n: 1 } }] });
  });

  it('is a repeat where the event tells what was asked, in whatever words; and taken where it does not', async () => {
    const recorded = { id: eventIdOf(meta.organization, 'door-1', 'q'), type: 'DoorKnocked', schemaVersion: 1, data: { n: 1 }, digest: requestDigest({ at: 'one' }) };
    await expect(handle(logOf([recorded]), door, knock)).resolves.toMatchObject({ again: true });
    await expect(handle(logOf([recorded]), door, { ...knock, request: { at: 'one' } })).resolves.toMatchObject({ again: true });
    await expect(handle(logOf([recorded]), door, { ...knock, request: { n: 2 } })).rejects.toMatchObject({ slug: 'id-taken' });
  });

  it('is a repeat of what opened it, also where the rule would not have it opened any more', async () => {
    const recorded = { id: eventIdOf(meta.organization, 'door-1', 'q'), type: 'DoorKnocked', schemaVersion: 1, data: { n: 1 }, digest: requestDigest(knock.request) };
    const opening = { ...knock, opens: true, decide: () => { throw new Rejection('invalid', 'too-late', 'It is too late.'); } };
    for (const atomic of [false, true]) {
      expect(await handleAll(logOf([recorded]), door, [opening], { atomic })).toMatchObject([{ again: true }]);
      expect(await handleAll(logOf([]), door, [opening], { atomic })).toMatchObject([{ slug: 'too-late' }]);
    }
  });

  it.each([
    ['of a newer version', { type: 'DoorKnocked', schemaVersion: 2 }],
    ['of a type nobody told us of', { type: 'DoorPainted', schemaVersion: 1 }],
  ])('is refused when it holds an event %s, and nothing is stored', async (_, event) => {
    const appended: AppendRequest[] = [];
    await expect(handle(logOf([{ id: 'a', data: {}, ...event }], appended), door, knock)).rejects.toMatchObject({ slug: 'written-by-newer' });
    expect(appended).toEqual([]);
  });
});
