import { randomUUID } from 'node:crypto';
import { MemoryDoor } from './memory-door.js';

describe('a report asked over HTTP', () => {
  let door: MemoryDoor;
  let key = '';
  const routes = () => door.app.routes.filter(({ method, url }) => (method === 'GET' || method === 'POST') && url.startsWith('/reports/')).map(({ method, url }) => [method as 'GET' | 'POST', url] as const);
  beforeAll(async () => {
    door = await MemoryDoor.open();
    key = door.keyOf(randomUUID(), ['read', 'personal', 'audit']);
  });
  afterAll(() => door.close());

  const ask = (method: 'GET' | 'POST', path: string) => door.send(path, { items: [{ contributionId: randomUUID() }] }, `Bearer ${key}`, method);
  /** The parameters of a route, as its refusal of another names them. */
  const takes = async (method: 'GET' | 'POST', url: string) => {
    const { body } = await ask(method, `${url}?zz=1`);
    expect([url, body]).toEqual([url, expect.objectContaining({ status: 400, code: 'unknown-parameter', detail: expect.stringMatching(/^There is no parameter "zz"\. There are: /) })]);
    return String(body.detail).replace(/^.*There are: |\.$/g, '').split(', ');
  };

  it('refuses on every route a parameter that it does not have, and names those it has', async () => {
    expect(routes().length).toBeGreaterThan(24);
    for (const [method, url] of routes()) expect([url, await takes(method, url)]).toEqual([url, expect.arrayContaining(['minPosition', 'atPosition', 'asOf', 'occurredUntil', 'format'])]);
  });

  it('takes on every route what the OpenAPI document says', async () => {
    const { paths } = (await ask('GET', '/openapi.json')).body as { paths: Record<string, Record<string, { parameters: { name: string; in: string }[] }>> };
    for (const [method, url] of routes()) expect([url, paths[url]![method.toLowerCase()]!.parameters.map(({ name }) => name)]).toEqual([url, await takes(method, url)]);
  });

  it('refuses in every parameter of every route what no text holds, and names the parameter', async () => {
    for (const [method, url] of routes()) {
      for (const name of await takes(method, url)) {
        for (const text of ['%00', 'a%00/b/c']) {
          const { body } = await ask(method, `${url}?${name}=${text}`);
          expect([url, name, body]).toEqual([url, name, expect.objectContaining({ status: 400, code: 'invalid-unicode', detail: expect.stringContaining(name) })]);
        }
      }
    }
  });

  it('refuses what is neither yes nor no, on every route that asks one', async () => {
    let asked = 0;
    for (const [method, url] of routes()) {
      for (const name of (await takes(method, url)).filter((each) => ['all', 'over', 'near'].includes(each))) {
        asked++;
        for (const text of ['yes', 'TRUE', '1', '']) {
          expect([url, name, text, (await ask(method, `${url}?${name}=${text}`)).body]).toEqual([url, name, text, expect.objectContaining({ status: 400, code: 'invalid-parameter', detail: `${name} is true or false.` })]);
        }
      }
    }
    expect(asked).toBe(5);
  });

  it('refuses what the OpenAPI document does not allow, and takes what it allows', async () => {
    type Schema = { type?: string; enum?: string[]; format?: string; pattern?: string; minimum?: number; maximum?: number; multipleOf?: number; items?: Schema };
    const { paths } = (await ask('GET', '/openapi.json')).body as { paths: Record<string, Record<string, { parameters: { name: string; in: string; required: boolean; schema: Schema }[] }>> };
    const sound: Record<string, string> = { date: '2026-01-05', 'date-time': '2026-01-05T00:00:00Z', uuid: randomUUID() };
    const texts = ['van/OH/1', 'n:x', '0000000000000001', 'latest', '0'.repeat(64)];
    const soundOf = ({ enum: words, format, pattern, type, minimum = 1, items }: Schema): string[] =>
      items ? soundOf(items) : words ?? (format ? [sound[format]!] : type === 'boolean' ? ['true', 'false'] : type === 'integer' ? [String(minimum)] : pattern ? texts.filter((text) => new RegExp(pattern).test(text)) : []);
    const wrongOf = ({ type, minimum, maximum, multipleOf }: Schema): string[] => ['/zz', ...(type === 'integer' ? [String(minimum! - 1), '1.5', ...(maximum === undefined ? [] : [String(maximum + 1)]), ...(multipleOf === undefined ? [] : ['1'])] : [])];
    const needed: Record<string, Record<string, string>> = { '/reports/filing-differences': { committee: 'C1' }, '/reports/donor-history': { donor: 'n:x' } };
    // Looked for among the filings that there are, or instead of the donor.
    const besides: Record<string, string[]> = { '/reports/filing-differences': ['from', 'to', 'report', 'fromAmendment', 'toAmendment'], '/reports/donor-history': ['reference'] };
    let checked = 0;
    for (const [path, methods] of Object.entries(paths)) {
      for (const [method, { parameters }] of Object.entries(methods)) {
        // Batches have bodies, and an export is looked for first.
        if (path.includes('/batch') || path.startsWith('/exports')) continue;
        const at = path.replace('{topic}', 'org.contacts');
        const asked = async (name: string, value: string) => {
          const given = Object.fromEntries(parameters.filter((each) => each.required && each.in === 'query').map((each) => [each.name, soundOf(each.schema)[0] ?? 'C1']));
          const query = new URLSearchParams({ ...needed[path], ...given, [name]: value });
          const { status, body } = await ask(method.toUpperCase() as 'GET' | 'POST', `${at}?${query}`);
          return { status, code: body.code, detail: String(body.detail) };
        };
        for (const { name, schema } of parameters.filter((each) => each.in === 'query' && !(besides[path] ?? []).includes(each.name))) {
          const good = soundOf(schema);
          const wrong = good.length > 0 ? wrongOf(schema) : [];
          const refused = await Promise.all(wrong.map((value) => asked(name, value)));
          refused.forEach(({ status, detail }, n) => expect([path, name, wrong[n], status, detail]).toEqual([path, name, wrong[n], 400, expect.any(String)]));
          for (const value of good) {
            const said = await asked(name, value);
            expect([path, name, value, said]).not.toEqual([path, name, value, expect.objectContaining({ status: 400, code: refused[0]?.code })]);
          }
          checked += good.length + wrong.length;
        }
      }
    }
    expect(checked).toBeGreaterThan(400);
  });

  it('refuses a place that no list of it has, instead of answering all rows or none', async () => {
    const required: Record<string, string> = {
      '/reports/reconciliation/lineitems': '&source=door', '/reports/survey-results/events': '&surveyQuestionId=1&surveyResponseId=2', '/reports/schedule-a': '&committee=C00000001&from=2026-01-01&to=2026-01-31', '/reports/schedule-b-refunds': '&committee=C00000001&from=2026-01-01&to=2026-01-31',
    };
    let lists = 0;
    for (const [method, url] of routes()) {
      if (!(await takes(method, url)).includes('after')) continue;
      lists++;
      for (const place of ['tomorrow', '2026-02-31', 'C00000001%09n:ada']) {
        const { body } = await ask(method, `${url}?after=${place}${required[url] ?? ''}`);
        expect([url, place, body]).toEqual([url, place, expect.objectContaining({ status: 400, code: url.endsWith('/lineitems') ? 'invalid-id' : 'invalid-after', detail: expect.stringContaining('after is ') })]);
      }
    }
    expect(lists).toBe(9);
  });

  it('refuses a day that does not exist, on every route that takes days', async () => {
    const required: Record<string, string> = { '/reports/reconciliation/lineitems': 'source=door', '/reports/schedule-a': 'committee=C00000001&from=2026-01-01&to=2026-01-31', '/reports/schedule-b-refunds': 'committee=C00000001&from=2026-01-01&to=2026-01-31' };
    let days = 0;
    for (const [method, url] of routes()) {
      // Filings are named by ids here.
      if (url === '/reports/filing-differences') continue;
      for (const name of (await takes(method, url)).filter((each) => ['day', 'week', 'from', 'until', 'to', 'on'].includes(each))) {
        days++;
        for (const text of ['2026-13-45', '2026-99-99', '2026-02-29', '2026-04-31', '2026-10-00', '2026-1-1', 'saturday', '']) {
          // An empty value means "none given" where a report is kept to a day.
          if (text === '' && (name === 'day' || name === 'week')) continue;
          const query = new URLSearchParams(required[url]);
          query.set(name, text);
          expect([url, name, text, (await ask(method, `${url}?${query}`)).body]).toEqual([url, name, text, expect.objectContaining({ status: 400, code: 'invalid-day', detail: expect.stringContaining(name) })]);
        }
      }
    }
    expect(days).toBeGreaterThan(30);
  });

  it('refuses in every parameter of every route to be told two things, but for lists, which may be told one by one', async () => {
    const { paths } = (await ask('GET', '/openapi.json')).body as { paths: Record<string, Record<string, { parameters: { name: string; schema: { type?: string } }[] }>> };
    const isList = (method: string, url: string, name: string) => paths[url]![method.toLowerCase()]!.parameters.find((each) => each.name === name)!.schema.type === 'array';
    expect((await ask('GET', '/reports/contact-rates?groupBy=day&groupBy=zz')).body).toMatchObject({ status: 400, code: 'unknown-dimension', detail: expect.stringContaining('"zz"') });
    for (const [method, url] of routes()) {
      for (const name of (await takes(method, url)).filter((each) => !isList(method, url, each))) expect([url, name, (await ask(method, `${url}?${name}=1&${name}=2`)).body]).toEqual([url, name, expect.objectContaining({ status: 400, code: 'repeated-parameter', detail: `Give ${name} once.` })]);
    }
  });

  it('is as strict as what takes no parameter at all, but for probes that need no key', async () => {
    const none = { status: 400, code: 'unknown-parameter', detail: 'There is no parameter "dry". There is none.' };
    for (const [method, path] of [['POST', '/contact-attempts'], ['POST', '/contributions'], ['DELETE', `/rebuilds/${randomUUID()}`], ['GET', `/exports/${randomUUID()}`]] as const) {
      expect([path, (await door.send(`${path}?dry=1`, {}, `Bearer ${door.keyOf(randomUUID(), ['admin'])}`, method)).body]).toEqual([path, expect.objectContaining(none)]);
    }
    expect((await ask('GET', '/health/live?dry=1')).status).toBe(200);
  });

  it('is as strict as everything else that is asked with parameters', async () => {
    const others = { '/feed/org.contacts': 'after, until, limit', '/ledger/checkpoints': 'after, limit', '/readings': 'before, after, limit', [`/exports/${randomUUID()}/events`]: 'first' };
    for (const [path, known] of Object.entries(others)) {
      expect([path, (await ask('GET', `${path}?zz=1`)).body]).toEqual([path, expect.objectContaining({ status: 400, code: 'unknown-parameter', detail: `There is no parameter "zz". There are: ${known}.` })]);
      for (const name of known.split(', ')) expect([path, name, (await ask('GET', `${path}?${name}=%00`)).body]).toEqual([path, name, expect.objectContaining({ status: 400, code: 'invalid-unicode', detail: expect.stringContaining(name) })]);
    }
    for (const before of ['2026-02-30T00:00:00Z', '2026-11-03T00:00:00', '2026-11-03', 'yesterday']) expect([before, (await ask('GET', `/readings?before=${before}`)).body]).toEqual([before, expect.objectContaining({ status: 400, code: 'invalid-instant' })]);
    expect((await ask('GET', '/ledger/proofs/%00')).body).toMatchObject({ status: 400, code: 'invalid-unicode', detail: expect.stringContaining('position') });
  });
});
