import { nameUuid } from '@fieldledger/kernel';
import { everyQuestion } from './every-question.js';
import { ReplayTrial } from './replay-trial.js';

const NEW = nameUuid('csv-headers', 'an organization of which nothing is recorded');

describe('the columns of a report as CSV', () => {
  const trial = ReplayTrial.forSuite();
  beforeAll(() => trial.project());

  it('are the same where there are no rows, and for every row, so that a program that reads them finds its columns every day', async () => {
    const { position } = await trial.log.horizon();
    const [key, newcomers] = [trial.key, trial.keyOf(['personal', 'audit'], NEW)];
    const compared: Record<string, unknown> = {};
    const expected: Record<string, unknown> = {};
    for (const question of await everyQuestion(trial)) {
      const [ours, csv, empty] = [await trial.askFor(question, `minPosition=${position}`, key), await trial.askFor(question, `minPosition=${position}&format=csv`, key), await trial.askFor(question, `minPosition=${position}&format=csv`, newcomers)];
      const { rows = [] } = ours.body as { readonly rows?: readonly object[] };
      // What is asked for by an id that is somebody else's is not there at all.
      if (rows.length === 0 || empty.status !== 200) continue;
      const header = (csv.body.text as string).split('\r\n')[0]!;
      compared[question] = [(empty.body.text as string).split('\r\n')[0], rows.filter((row) => !Object.keys(row).every((name) => header.split(',').some((column) => column.startsWith(name)))).length];
      expected[question] = [header, 0];
    }
    expect(compared).toEqual(expected);
    expect(Object.keys(compared).length).toBeGreaterThan(20);
  });
});
