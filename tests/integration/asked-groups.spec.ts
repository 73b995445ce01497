import { ReplayTrial } from './replay-trial.js';

describe('a group that a report answers', () => {
  const trial = ReplayTrial.forSuite();
  beforeAll(() => trial.project());

  it('can be asked for by itself, and is answered alike', async () => {
    const { paths } = (await trial.ask(trial.key, '/openapi.json')).body as unknown as { paths: Record<string, Record<string, { parameters?: readonly { name: string; schema: { items?: { enum: string[] } } }[] }>> };
    const { position } = await trial.log.horizon();
    const [asked, other] = [new Set<string>(), [] as unknown[]];
    for (const [path, { get }] of Object.entries(paths)) {
      const report = path.replace('/reports/', '');
      for (const name of get?.parameters?.find((each) => each.name === 'groupBy')?.schema.items?.enum ?? []) {
        const rowsOf = async (more: string) => {
          const { status, body } = await trial.askFor(report, `groupBy=${name}&minPosition=${position}${more}`);
          return (status === 200 ? body.rows : [status, body]) as Record<string, unknown>[];
        };
        for (const row of (await rowsOf('')).slice(0, 8)) {
          const alone = await rowsOf(`&${name}=${encodeURIComponent(String(row[name] ?? ''))}`);
          asked.add(`${report} ${name}`);
          if (JSON.stringify(alone) !== JSON.stringify([row])) other.push([report, name, row, alone]);
        }
      }
    }
    expect(other).toEqual([]);
    expect(asked.size).toBeGreaterThan(45);
  });
});
