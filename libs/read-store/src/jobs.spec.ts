import { setImmediate as pause } from 'node:timers/promises';
import { Jobs } from './jobs.js';

it('An organization that has begun more than it can want keeps no other from its turn, and may begin again when one is over', async () => {
  const jobs = new Jobs<undefined>(1);
  const ends: (() => void)[] = [];
  const begin = (organization: string) => jobs.begin(organization, undefined, () => new Promise((done) => ends.push(done)));
  const [first] = Array.from({ length: 50 }, () => begin('ours'));
  expect(() => begin('ours')).toThrow('This organization has 50 of these under way or waiting.');
  expect(begin('theirs').state).toBe('waiting');
  await pause();
  ends.shift()!();
  await first!.ended;
  expect(begin('ours').state).toBe('waiting');
});

describe('jobs that wait for their turn', () => {
  /** Of one at a time: each begins by saying its name, and ends when it is told to. */
  function trial() {
    const jobs = new Jobs<string>(1);
    const begun: string[] = [];
    const ends = new Map<string, { done: () => void; fail: (error: Error) => void }>();
    const begin = (name: string) =>
      jobs.begin('ours', name, () => new Promise((done, fail) => {
        begun.push(name);
        ends.set(name, { done, fail });
      }));
    return { jobs, begun, ends, begin };
  }

  it('come to it in the order in which they were asked for, though one before them fails', async () => {
    const { begun, ends, begin } = trial();
    const [first, second, third] = ['first', 'second', 'third'].map((name) => begin(name));
    await pause();
    expect([begun, second!.state]).toEqual([['first'], 'waiting']);
    ends.get('first')!.fail(new Error('A table is gone.'));
    await expect(first!.ended).rejects.toThrow('A table is gone.');
    expect([first!.state, first!.error, first!.isUnderWay]).toEqual(['failed', 'A table is gone.', false]);
    ends.get('second')!.done();
    await second!.ended;
    await pause();
    expect([begun, second!.state, third!.state]).toEqual([['first', 'second', 'third'], 'finished', 'working']);
  });

  it('can be called off by their own organization, are never begun then, and take the turn of none', async () => {
    const { jobs, begun, ends, begin } = trial();
    const [first, second, third] = ['first', 'second', 'third'].map((name) => begin(name));
    expect(await jobs.cancel('theirs', second!.id)).toBe(false);
    expect(await jobs.cancel('ours', second!.id)).toBe(true);
    expect([second!.state, second!.error]).toEqual(['cancelled', undefined]);
    expect(await jobs.cancel('ours', second!.id)).toBe(false);
    ends.get('first')!.done();
    await first!.ended;
    await pause();
    expect([begun, third!.state]).toEqual([['first', 'third'], 'working']);
    ends.get('third')!.done();
    await third!.ended;
    begin('fourth');
    begin('fifth');
    await pause();
    expect(begun).toEqual(['first', 'third', 'fourth']);
  });

  it('keep their turn when one that waited before is called off as it works', async () => {
    const { jobs, begun, ends, begin } = trial();
    const [first, second] = ['first', 'second', 'third'].map((name) => begin(name));
    await pause();
    ends.get('first')!.done();
    await first!.ended;
    await pause();
    const cancelled = jobs.cancel('ours', second!.id);
    ends.get('second')!.done();
    expect(await cancelled).toBe(true);
    await pause();
    expect([begun, second!.state]).toEqual([['first', 'second', 'third'], 'cancelled']);
  });

  it('are all called off when the process ends, which waits for the one that works', async () => {
    const { jobs, begun, ends, begin } = trial();
    const [first, second] = ['first', 'second'].map((name) => begin(name));
    await pause();
    const closing = jobs.close();
    expect(first!.signal.aborted).toBe(true);
    ends.get('first')!.done();
    await closing;
    expect([begun, first!.state, second!.state]).toEqual([['first'], 'cancelled', 'cancelled']);
  });

  it('are told of while they are under way, and a hundred when they are over', async () => {
    const { jobs, ends, begin } = trial();
    for (let n = 0; n < 103; n++) {
      const job = begin(`job ${n}`);
      await pause();
      ends.get(`job ${n}`)!.done();
      await job.ended;
    }
    begin('last');
    expect(jobs.of('ours').map(({ about }) => about)).toEqual([...Array.from({ length: 100 }, (_, n) => `job ${n + 3}`), 'last']);
    for (const organization of ['theirs', 'a third', 'a fourth']) for (let n = 0; n < 40; n++) jobs.begin(organization, `job ${n}`, () => Promise.resolve());
    for (const organization of ['theirs', 'a third', 'a fourth']) expect(jobs.of(organization)).toHaveLength(40);
  });
});
