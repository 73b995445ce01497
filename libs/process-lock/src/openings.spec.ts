import { setImmediate as nextTurn } from 'node:timers/promises';
import { Openings } from './openings.js';

it('A second signal does not end what the first has begun to end in order', async () => {
  const [openings, done] = [new Openings(), [] as string[]];
  const { exit } = process;
  process.exit = ((code: number) => done.push(`exit ${code}`)) as never;
  try {
    await openings.add('a request under way', async () => {
      await nextTurn();
      done.push('finished');
    });
    openings.endOnSignals(() => done.push('stopping'), () => undefined);
    process.emit('SIGINT');
    process.emit('SIGTERM');
    for (let turn = 0; turn < 5; turn++) await nextTurn();
  } finally {
    process.exit = exit;
    process.removeAllListeners('SIGINT');
    process.removeAllListeners('SIGTERM');
    process.removeAllListeners('SIGHUP');
  }
  expect(done).toEqual(['stopping', 'finished', 'exit 0']);
});

it('A start that is called off closes also what it was about to open, and goes no further', async () => {
  const [openings, done] = [new Openings(), [] as string[]];
  await openings.add('log', async () => done.push('log closed'));
  const start = async () => {
    await openings.add(nextTurn().then(() => 'database'), async (it) => done.push(`${it} closed`));
    done.push('served');
  };
  void start();
  await Promise.all([openings.closeAll().then(() => done.push('end')), openings.closeAll()]);
  await nextTurn();
  expect(done).toEqual(['database closed', 'log closed', 'end']);
});

it('What cannot be closed keeps nothing open that was opened before it, such as the PostgreSQL below, and is told', async () => {
  const [openings, closed] = [new Openings(), [] as string[]];
  for (const name of ['PostgreSQL', 'keys', 'log']) {
    await openings.add(name, async () => {
      if (name === 'keys') throw new Error('The keys cannot be closed.');
      closed.push(name);
    });
  }
  await expect(openings.closeAll()).rejects.toThrow('The keys cannot be closed.');
  expect(closed).toEqual(['log', 'PostgreSQL']);
});
