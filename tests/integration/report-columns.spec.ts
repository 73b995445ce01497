import { nameUuid } from '@fieldledger/kernel';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { closed, type Schema } from './closed-schema.js';
import { everyQuestion } from './every-question.js';
import { ReplayTrial } from './replay-trial.js';

const NEW = nameUuid('csv-headers', 'an organization of which nothing is recorded');

describe('the columns of a report', () => {
  const trial = ReplayTrial.forSuite();
  beforeAll(() => trial.project());

  it('are the same in CSV where there are no rows, and for every row, so that a program that reads them finds its columns every day', async () => {
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

  it('are those of the OpenAPI document, with what it says is in them, whatever has happened', async () => {
    const { paths, components } = (await trial.ask(trial.key, '/openapi.json')).body as unknown as { paths: Record<string, Record<string, { responses: Record<string, { content: Record<string, { schema: Schema }> }> }>>; components: { schemas: Record<string, Schema> } };
    const ajv = addFormats.default(new Ajv2020({ strict: false, allErrors: true }));
    const { position } = await trial.log.horizon();
    const found: Record<string, unknown> = {};
    for (const question of await everyQuestion(trial)) {
      const [method, report] = question.startsWith('POST ') ? ['post', 'reconciliation'] : ['get', question.split('?')[0]!];
      const answer = paths[`/reports/${report}`]![method]!.responses['200']!.content['application/json']!.schema;
      const { status, body } = await trial.askFor(question, `minPosition=${position}`);
      // Of a filing that did not come whole, which a random history may have last, there are no differences.
      if (body.code === 'filing-incomplete') continue;
      const isAsSaid = status === 200 ? ajv.validate(closed(answer, components.schemas), body) : `not answered: ${status}`;
      found[question] = isAsSaid === true || [isAsSaid, ajv.errors?.slice(0, 5).map(({ instancePath, message, params }) => [instancePath, message, params])];
    }
    expect(Object.entries(found).filter(([, isAsSaid]) => isAsSaid !== true)).toEqual([]);
    expect(Object.keys(found).length).toBeGreaterThan(30);
  });
});
