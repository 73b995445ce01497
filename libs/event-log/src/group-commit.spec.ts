import { Unavailable, type AppendOutcome } from '@fieldledger/kernel';
import { GroupCommit, type Slot } from './group-commit.js';
import type { PreparedRequest } from './prepared-request.js';

let n = 0;
/** A request of so many events to a stream of one organization. */
const request = (stream: string, events = 1, ids = Array.from({ length: events }, () => `event ${n++}`)) => ({ organization: 'ours', stream, events: ids.map((id) => ({ id })) }) as unknown as PreparedRequest;

/** A log that answers each batch when it is told to, and says which came. */
function trial(answer: (slot: Slot) => AppendOutcome | Error = ({ request: { stream } }) => ({ outcome: 'appended', receipt: stream }) as unknown as AppendOutcome) {
  const batches: string[][] = [];
  const groups: number[][] = [];
  let held: Promise<void> | undefined;
  const commits = new GroupCommit(async (slots) => {
    batches.push(slots.map((slot) => slot.request.stream));
    groups.push(slots.map(({ group }) => group));
    await held;
    return slots.map((slot) => {
      const outcome = answer(slot);
      if (outcome instanceof Error) throw outcome;
      return outcome;
    });
  });
  const hold = () => {
    let release = () => undefined as void;
    held = new Promise((resolve) => (release = resolve));
    return () => {
      held = undefined;
      release();
    };
  };
  const streamsOf = async (appended: Promise<AppendOutcome[]>) => (await appended).map((outcome) => (outcome as unknown as { receipt: string }).receipt);
  return { commits, batches, groups, hold, streamsOf };
}
/** Until the batch that was asked for is under way. */
const begun = () => new Promise((resolve) => setTimeout(resolve, 10));

describe('appends of many callers', () => {
  it('go together, each is answered with its own, and what comes meanwhile goes next', async () => {
    const { commits, batches, hold, streamsOf } = trial();
    const release = hold();
    const first = [commits.append([request('a'), request('b')], false), commits.append([request('c')], false)];
    await begun();
    const second = [commits.append([request('d')], false), commits.append([request('e')], false)];
    await begun();
    expect(batches).toEqual([['a', 'b', 'c']]);
    release();
    expect(await Promise.all([...first, ...second].map(streamsOf))).toEqual([['a', 'b'], ['c'], ['d'], ['e']]);
    expect(batches).toEqual([['a', 'b', 'c'], ['d', 'e']]);
    expect(await commits.append([], false)).toEqual([]);
  });

  it('to one stream, or under one id, go one after the other, and nothing overtakes', async () => {
    const { commits, batches, streamsOf } = trial();
    const appended = [commits.append([request('a'), request('a'), request('b')], false), commits.append([request('a'), request('c', 1, ['same'])], false), commits.append([request('d', 1, ['same']), request('e')], false), commits.append([request('d')], false)];
    expect(await Promise.all(appended.map(streamsOf))).toEqual([['a', 'a', 'b'], ['a', 'c'], ['d', 'e'], ['d']]);
    expect(batches).toEqual([['a', 'b', 'c', 'e'], ['a', 'd'], ['a', 'd']]);
  });

  it('of all or nothing stay together, and name nothing twice', async () => {
    const { commits, batches, groups } = trial();
    await Promise.all([commits.append([request('a')], false), commits.append([request('b'), request('c')], true), commits.append([request('c'), request('d')], true)]);
    expect([batches, groups]).toEqual([[['a', 'b', 'c'], ['c', 'd']], [[0, 2, 2], [1, 1]]]);
    expect(() => commits.append([request('a'), request('a')], true)).toThrow('names a stream and an event id once');
    expect(() => commits.append([request('a', 1, ['same']), request('b', 1, ['same'])], true)).toThrow('names a stream and an event id once');
  });

  it('are two thousand events in one batch at most, and what is more by itself goes alone', async () => {
    const { commits, batches } = trial();
    await Promise.all([['a', 1_000], ['b', 1_000], ['c', 1], ['d', 5_000], ['e', 1]].map(([stream, events]) => commits.append([request(stream as string, events as number)], false)));
    expect(batches).toEqual([['a', 'b'], ['c'], ['d'], ['e']]);
  });

  it('are refused while twenty thousand events wait, and taken again when those are written', async () => {
    const { commits, hold } = trial();
    for (let round = 0; round < 3; round++) {
      const release = hold();
      const large = commits.append([request('a', 30_000)], false);
      await begun();
      const waiting = [commits.append([request('b', 19_999)], false), commits.append([request('c')], false)];
      await expect(commits.append([request('d')], false)).rejects.toMatchObject({ slug: 'overloaded' });
      release();
      await Promise.all([large, ...waiting]);
    }
    // What waits for its stream is waiting also while another batch is under way.
    const release = hold();
    const same = [commits.append([request('a', 900)], false), commits.append([request('a', 900)], false)];
    await begun();
    const fits = commits.append([request('b', 19_100)], false);
    await expect(commits.append([request('c')], false)).rejects.toMatchObject({ slug: 'overloaded' });
    release();
    await Promise.all([...same, fits]);
  });

  it('are each tried alone where one of them cannot be written, whose caller alone hears of it', async () => {
    const { commits, batches, streamsOf } = trial(({ request: { stream } }) => (stream === 'bad' ? new Error('A text that no database takes.') : ({ outcome: 'appended', receipt: stream } as unknown as AppendOutcome)));
    const [good, bad, other] = [commits.append([request('a')], false), commits.append([request('bad'), request('bad'), request('b')], false), commits.append([request('c')], false)];
    await expect(bad).rejects.toThrow('A text that no database takes.');
    expect([await streamsOf(good), await streamsOf(other)]).toEqual([['a'], ['c']]);
    // What waited of the call that failed is not written any more.
    expect(batches.flat().filter((stream) => stream === 'bad')).toHaveLength(2);
    for (let round = 0; round < 3; round++) {
      const failed = commits.append([request('bad'), request('bad', 15_000)], false);
      await expect(failed).rejects.toThrow('A text that no database takes.');
    }
    expect(await streamsOf(commits.append([request('a')], false))).toEqual(['a']);
    const [before, after] = [commits.append([request('a')], false), commits.append([request('b', 19_999)], false)];
    expect([await streamsOf(before), await streamsOf(after)]).toEqual([['a'], ['b']]);
  });

  it('are all to be sent again where the database is away, and none is tried alone', async () => {
    const { commits, batches } = trial(() => new Unavailable('log-unreachable', 'The event log cannot be reached at the moment.'));
    const appended = [commits.append([request('a')], false), commits.append([request('b')], false)];
    for (const each of appended) await expect(each).rejects.toThrow(Unavailable);
    expect(batches).toEqual([['a', 'b']]);
  });

  it('are finished when the log is closed, which takes no more', async () => {
    const { commits, batches, hold, streamsOf } = trial();
    const release = hold();
    const first = commits.append([request('a')], false);
    await begun();
    const second = commits.append([request('b')], false);
    let isClosed = false;
    const closed = commits.close().then(() => (isClosed = true));
    await expect(commits.append([request('c')], false)).rejects.toMatchObject({ slug: 'stopping' });
    await begun();
    expect([isClosed, batches]).toEqual([false, [['a']]]);
    release();
    await closed;
    expect([await streamsOf(first), await streamsOf(second), batches]).toEqual([['a'], ['b'], [['a'], ['b']]]);
  });
});
