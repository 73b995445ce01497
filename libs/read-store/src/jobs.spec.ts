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
