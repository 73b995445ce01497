import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { MemoryDoor, type Said } from './memory-door.js';

const [ours, theirs] = [randomUUID(), randomUUID()];
const knock = () => ({
  attemptId: randomUUID(), voter: { system: 'van', scope: 'OH', id: '1' }, contactTypeId: 2, inputTypeId: 14, resultCodeId: 1, campaignId: 'c', attemptedAt: '2026-10-03T21:14:05Z',
});

describe('the door', () => {
  let door: MemoryDoor;
  let key = '';
  beforeAll(async () => {
    door = await MemoryDoor.open();
    key = door.keyOf(ours, ['ingest']);
  });
  afterAll(() => door.close());
  const send = (path: string, payload: unknown, authorization = `Bearer ${key}`, method: 'GET' | 'POST' = 'POST'): Promise<Said> => door.send(path, payload, authorization, method);

  it('is closed on every live route to whoever has no key, and to a key without the scope', async () => {
    const open = ['/', '/docs', '/health/live', '/health/ready', '/openapi.json'];
    const live = door.app.routes.filter(({ method }) => method !== 'HEAD' && method !== 'OPTIONS');
    const closed = live.filter(({ url }) => !open.includes(url)).map(({ method, url }) => [method as 'GET', url] as const);
    expect(live.length - closed.length).toBe(open.length);
    expect(closed.length).toBeGreaterThan(15);
    for (const [method, path] of closed) {
      expect([path, (await send(path, undefined, '', method)).status]).toEqual([path, 401]);
      expect([path, (await send(path, undefined, 'Bearer fl_000000000000_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA', method)).status]).toEqual([path, 401]);
    }
    expect((await send('/reports/contact-rates', undefined, undefined, 'GET')).body).toMatchObject({ status: 403, code: 'scope-missing' });
    expect((await send('/codes/results', {})).status).toBe(403);
  });

  it('declares every route that it has, as the golden document says', async () => {
    const { body } = await send('/openapi.json', undefined, '', 'GET');
    const declared = Object.entries(body.paths as Record<string, object>).flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`));
    const live = door.app.routes.filter(({ method, url }) => method !== 'HEAD' && method !== 'OPTIONS' && !['/', '/docs', '/openapi.json'].includes(url)).map(({ method, url }) => `${method} ${url.replace(/:(\w+)/g, '{$1}').replace('*', '{path}')}`);
    expect(declared.sort()).toEqual(live.sort());
    const golden = join(import.meta.dirname, '..', 'golden', 'openapi.json');
    const document = `${JSON.stringify(body, null, 2)}\n`;
    if (process.env.GOLDEN === '1') writeFileSync(golden, document);
    expect(document).toBe(readFileSync(golden, 'utf8'));
  });

  it('declares all that a program must know to call it', async () => {
    type Parameter = { name: string; in: string; required: boolean; schema: object };
    type Operation = { parameters: Parameter[]; responses: object; requestBody?: { content: { 'application/json': { schema: { $ref: string } } } } };
    const { paths, components } = (await send('/openapi.json', undefined, '', 'GET')).body as unknown as { paths: Record<string, Record<string, Operation>>; components: { schemas: Record<string, { properties?: Record<string, { items?: { $ref?: string } }> }> } };
    const schemaOf = (ref: string) => components.schemas[ref.replace('#/components/schemas/', '')];
    for (const [path, methods] of Object.entries(paths)) {
      expect(path).toMatch(/^(?:\/(?:[\w-]+|\{\w+\}))+$/);
      for (const [method, { parameters, responses, requestBody }] of Object.entries(methods)) {
        expect([path, parameters.filter((each) => each.in === 'path').map(({ name, required }) => [name, required])]).toEqual([path, [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => [name, true])]);
        expect([method, path, Object.keys(responses)]).toEqual([method, path, expect.arrayContaining(['default', expect.stringMatching(/^20[012]$/)])]);
        if (!path.endsWith('/batch')) continue;
        expect([path, parameters]).toEqual([path, [{ name: 'mode', in: 'query', required: false, schema: { type: 'string', enum: ['all-or-nothing', 'partial'] } }]]);
        const item = schemaOf(requestBody!.content['application/json'].schema.$ref)!.properties!.items!.items!.$ref!;
        expect([path, Object.keys(schemaOf(item)?.properties ?? {}).length > 1]).toEqual([path, true]);
      }
    }
    const statuses = (method: string, path: string) => Object.keys(paths[path]![method]!.responses);
    expect([statuses('post', '/contact-attempts'), statuses('post', '/rebuilds'), statuses('post', '/erasures'), statuses('get', '/reports/limits')]).toEqual([['200', '201', 'default'], ['202', 'default'], ['200', '201', '202', 'default'], ['200', 'default']]);
    expect(paths['/reports/contact-rates']!.get!.parameters.map(({ name }) => name)).toEqual(expect.arrayContaining(['groupBy', 'campaign', 'from', 'minPosition', 'atPosition', 'asOf', 'occurredUntil', 'format']));
  });

  it('tells the same on a page: what each route answers with, every schema once', async () => {
    const page = await (await fetch(`${door.address}/docs`)).text();
    const [linked, there] = [/href="#(\w+)"/g, /<section id="(\w+)">/g].map((pattern) => [...page.matchAll(pattern)].map(([, name]) => name!));
    expect([...new Set(linked)].sort()).toEqual([...there!].sort());
    expect(there).toEqual(expect.arrayContaining(['Problem', 'Receipt', 'ContactRates', 'RebuildStatus', 'ExportStatus', 'Erasure']));
    expect(page).not.toContain('undefined');
  });

  it('answers as the document says, in receipts, batches and problems', async () => {
    type Answers = Record<string, { content: Record<string, { schema: { $ref: string } }> }>;
    const { paths, components } = (await send('/openapi.json', undefined, '', 'GET')).body as unknown as { paths: Record<string, { post?: { responses: Answers } }>; components: { schemas: Record<string, object> } };
    const ajv = addFormats.default(new Ajv({ strict: false }));
    const isAsSaid = (path: string, { status, type, body }: Said) => {
      const responses = paths[path]!.post!.responses;
      const { schema } = (responses[status] ?? responses.default!).content[type!.split(';')[0]!]!;
      return ajv.validate({ ...schema, components }, body) || ajv.errors;
    };
    const attempt = knock();
    for (const payload of [attempt, attempt, { ...attempt, resultCodeId: 14 }, {}]) expect(isAsSaid('/contact-attempts', await send('/contact-attempts', payload))).toBe(true);
    const items = [knock(), attempt, { ...attempt, resultCodeId: 14 }, {}];
    for (const mode of ['partial', 'all-or-nothing']) expect(isAsSaid('/contact-attempts/batch', await send(`/contact-attempts/batch?mode=${mode}`, { items }))).toBe(true);
    expect(isAsSaid('/contact-attempts', { status: 201, type: 'application/json', body: {}, milliseconds: 0 })).not.toBe(true);
  });

  it('says of its own formats what a program in any language can check', async () => {
    const { components } = (await send('/openapi.json', undefined, '', 'GET')).body as unknown as { components: object };
    const patterns = new Map<string, Set<unknown>>();
    JSON.stringify(components, (_, each: { format?: unknown; pattern?: string } | null) => {
      if (each !== null && typeof each === 'object' && typeof each.format === 'string') patterns.set(each.format, (patterns.get(each.format) ?? new Set()).add(each.pattern));
      return each;
    });
    const said = Object.fromEntries([...patterns].map(([format, of]) => [format, [...of]]));
    expect(Object.keys(said).sort()).toEqual(['code', 'committee', 'date', 'date-time', 'day', 'election', 'instant', 'name', 'text', 'uuid', 'zone']);
    for (const [format, sound] of Object.entries({ code: 'A.1:b-c', committee: 'C00999999', day: '2026-10-03', election: 'P2026', instant: '2026-10-03T17:14:05.123-04:00', name: 'Été (2)', text: 'x', zone: 'America/New_York' })) {
      expect([format, said[format]]).toEqual([format, [expect.any(String)]]);
      expect([format, new RegExp(said[format]![0] as string).test(sound), new RegExp(said[format]![0] as string).test('  ')]).toEqual([format, true, false]);
    }
    expect(JSON.stringify(components)).not.toContain('\\p{');
  });

  it('names what a report refuses to do without, and no more', async () => {
    type Named = { parameters: { name: string; in: string; required: boolean }[] };
    const { paths } = (await send('/openapi.json', undefined, '', 'GET')).body as unknown as { paths: Record<string, Record<string, Named>> };
    const reader = `Bearer ${door.keyOf(ours, ['audit'])}`;
    const required = Object.entries(paths).flatMap(([path, { get }]) => (get?.parameters ?? []).filter((each) => each.in === 'query' && each.required).map(({ name }) => `${path} ${name}`));
    expect(required.sort()).toEqual([
      '/exports/{exportId}/events first', '/reports/reconciliation/lineitems source', '/reports/schedule-a committee', '/reports/schedule-a from', '/reports/schedule-a to',
      '/reports/schedule-b-refunds committee', '/reports/schedule-b-refunds from', '/reports/schedule-b-refunds to', '/reports/shift-calendar/expected shift',
      '/reports/survey-results/events surveyQuestionId', '/reports/survey-results/events surveyResponseId', '/reports/volunteer-history volunteer', '/reports/voter-history voter',
    ]);
    const given: Record<string, string> = { committee: 'C00999999', from: '2026-07-01', to: '2026-09-30', source: 'actblue-csv', surveyQuestionId: '1', surveyResponseId: '2' };
    for (const each of required.filter((it) => it.startsWith('/reports'))) {
      const [path] = each.split(' ') as [string, string];
      const others = required.filter((it) => it.startsWith(`${path} `) && it !== each).map((it) => it.split(' ')[1]!);
      expect([each, (await send(`${path}?${others.map((name) => `${name}=${given[name]}`).join('&')}`, undefined, reader, 'GET')).status]).toEqual([each, 400]);
    }
  });

  it('refuses what a batch is not asked with', async () => {
    expect((await send('/contact-attempts/batch?mod=partial', { items: [knock()] })).body).toMatchObject({ status: 400, code: 'unknown-parameter', detail: 'There is no parameter "mod". There are: mode.' });
    expect((await send('/contact-attempts/batch?mode=some', { items: [knock()] })).body).toMatchObject({ status: 400, code: 'invalid-mode' });
  });

  it('lets two organizations use equal ids and see nothing of each other', async () => {
    const attempt = knock();
    const first = await send('/contact-attempts', attempt);
    const second = await send('/contact-attempts', { ...attempt, resultCodeId: 14 }, `Bearer ${door.keyOf(theirs, ['ingest'])}`);
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.body.id).not.toBe(first.body.id);
    expect((await send('/contact-attempts', attempt)).body).toEqual(first.body);
  });

  it('takes the organization from the key, never from the body', async () => {
    expect((await send('/contact-attempts', { ...knock(), organization: theirs })).body).toMatchObject({ status: 400, faults: [{ field: '/organization' }] });
  });

  it('names every fault at once, as a problem document', async () => {
    const { status, type, body } = await send('/contact-attempts', { ...knock(), attemptId: 'x', contactTypeId: 1.5, voter: { system: 'van', scope: '', id: '1' }, attemptedAt: '2026-10-03T24:00:00Z', zone: 'Mars/Base' });
    expect([status, type]).toEqual([400, expect.stringMatching(/^application\/problem\+json/)]);
    expect((body.faults as { field: string }[]).map(({ field }) => field).sort()).toEqual(['/attemptId', '/attemptedAt', '/contactTypeId', '/voter/scope', '/zone']);
  });

  it('minds no content type where a route takes no body, and says of an empty one that it is empty', async () => {
    const asked = async (method: string, path: string, headers: object) => (await fetch(door.address + path, { method, headers: { authorization: `Bearer ${key}`, ...headers } })).json() as Promise<{ code: string; detail: string }>;
    const json = { 'content-type': 'application/json' };
    expect((await asked('DELETE', '/rebuilds/3', json)).code).toBe('scope-missing');
    for (const path of ['/contact-attempts', '/contact-attempts/batch']) {
      for (const headers of [json, {}]) expect([path, await asked('POST', path, headers)]).toEqual([path, expect.objectContaining({ code: 'bad-json', detail: 'The body cannot be taken as JSON: it is empty.' })]);
    }
  });

  it('says in words what a text must look like, and not as a pattern', async () => {
    const admin = `Bearer ${door.keyOf(ours, ['admin'])}`;
    for (const [path, payload, field] of [
      ['/codes/results', { name: 'a?' }, '/name'], ['/shifts', { starts: 'noon' }, '/starts'], ['/keys/revocations', { keyId: 'x' }, '/keyId'],
      ['/sql-readers/removals', { role: 'x' }, '/role'], ['/contact-attempts', { ...knock(), provenance: { sourceSystem: 'van', fileHash: 'x' } }, '/provenance/fileHash'],
    ] as const) {
      const { faults } = (await send(path, payload, admin)).body as { faults: { field: string; problem: string }[] };
      expect([field, faults.find((each) => each.field === field)?.problem]).toEqual([field, expect.stringMatching(/^must be [^\\[]+$/)]);
    }
  });

  it.each<[string, string, string]>([
    ['a member called __proto__', '{"__proto__":{"isAdmin":true}}', 'bad-json'],
    ['the same, escaped', '{"\\u005f_proto__":{"isAdmin":true}}', 'bad-json'],
    ['a lone surrogate', JSON.stringify({ a: '\ud800' }), 'invalid-unicode'],
    ['a NUL', JSON.stringify({ a: '\0' }), 'invalid-unicode'],
    ['nesting 100,000 deep', '['.repeat(100_000), 'bad-json'],
    ['an open bracket', '{"a":', 'bad-json'],
    ['nothing', '', 'bad-json'],
    ['a member that is named twice', '{"attemptId":"a","attemptId":"b"}', 'bad-json'],
    ['a hundred thousand members', `{${Array.from({ length: 100_000 }, (_, i) => `"k${i}":0`).join()}}`, 'invalid-body'],
  ])('refuses %s without delay, and stores nothing', async (_, text, code) => {
    const { body, milliseconds } = await send('/contact-attempts', text);
    expect(body).toMatchObject({ status: 400, code });
    expect(milliseconds).toBeLessThan(5_000);
  });

  it('takes UTF-8 and says so: what is in another encoding would be stored as something else', async () => {
    const post = async (type: string, body: Buffer) => {
      const answer = await fetch(`${door.address}/contact-attempts`, { method: 'POST', headers: { authorization: `Bearer ${key}`, 'content-type': type }, body });
      const { code, detail } = (await answer.json()) as { code?: string; detail?: string };
      return [answer.status, code, detail];
    };
    const told = (note: string) => JSON.stringify({ ...knock(), note });
    const misread = [400, 'not-utf-8', 'The body is not UTF-8: its text would be read as another. Send it as UTF-8.'];
    expect(await post('application/json', Buffer.from(told('Jos\u00e9'), 'latin1'))).toEqual(misread);
    expect(await post('application/json', Buffer.from(told('x').replace('"x"', '"\u00ed\u00a0\u0080"'), 'latin1'))).toEqual(misread);
    for (const charset of ['utf-16', 'utf-16le', 'iso-8859-1', 'latin1', 'x']) {
      expect([charset, await post(`application/json; charset=${charset}`, Buffer.from(told('x'), 'utf16le'))]).toEqual([charset, [415, 'unsupported-media-type', 'This door takes application/json, in UTF-8 and not compressed.']]);
    }
    for (const type of ['application/json', 'application/json; charset=utf-8', 'application/json;charset="UTF-8"', 'Application/JSON; charset=utf8']) expect([type, (await post(type, Buffer.from(told('Jos\u00e9 \ud83d\ude00'))))[0]]).toEqual([type, 201]);
  });

  it('says which methods there are at an address to whoever comes with another, and that there is nothing only where there is nothing', async () => {
    const said = async (method: string, path: string) => {
      const answer = await fetch(door.address + path, { method, headers: { authorization: `Bearer ${key}` } });
      return [answer.status, answer.headers.get('allow'), answer.headers.get('content-type')];
    };
    const problem = 'application/problem+json; charset=utf-8';
    for (const method of ['GET', 'PUT', 'DELETE', 'OPTIONS']) expect([method, await said(method, '/contact-attempts?x=1')]).toEqual([method, [405, 'POST', problem]]);
    expect(await said('PATCH', '/rebuilds/3')).toEqual([405, 'DELETE, GET, HEAD', problem]);
    expect(await said('POST', '/ledger/tile/0/000')).toEqual([405, 'GET, HEAD', problem]);
    expect(await said('PUT', '/contact-attempts/')).toEqual([404, null, problem]);
  });

  it('answers with a problem document also what cannot be read as HTTP', async () => {
    const said = async (text: string) => {
      const socket = connect(Number(new URL(door.address).port), '127.0.0.1');
      socket.write(text);
      let answer = '';
      for await (const chunk of socket) answer += String(chunk);
      const [head, body] = answer.split('\r\n\r\n') as [string, string];
      expect(head).toContain('content-type: application/problem+json');
      const { status, code, detail } = JSON.parse(body) as Record<string, string>;
      expect([head.split(' ')[1], typeof detail]).toEqual([String(status), 'string']);
      return [status, code];
    };
    const post = (headers: string, path = '/contact-attempts') => `POST ${path} HTTP/1.1\r\nhost: door\r\nconnection: close\r\ncontent-type: application/json\r\nauthorization: Bearer ${key}\r\n${headers}\r\n\r\n{}`;
    expect(await said('no HTTP\r\n\r\n')).toEqual([400, 'bad-request']);
    expect(await said(post('content-length: 2\r\ncontent-length: 3'))).toEqual([400, 'bad-request']);
    expect(await said(post(`x: ${'x'.repeat(100_000)}`))).toEqual([431, 'headers-too-large']);
    expect(await said(post('content-length: 2', '/contact-attempts%'))).toEqual([400, 'bad-address']);
    expect(await said(post('content-length: 2', `/rebuilds/${'x'.repeat(200)}`).replace('POST', 'GET'))).toEqual([414, 'address-too-long']);
  });

  it('waits for no long body of somebody without a key, whether its length is said or not', async () => {
    const said = async (headers: string) => {
      const socket = connect(Number(new URL(door.address).port), '127.0.0.1');
      socket.write(`POST /contact-attempts HTTP/1.1\r\nhost: door\r\ncontent-type: application/json\r\n${headers}\r\n\r\n`);
      const [answer] = (await Promise.race([once(socket, 'data'), pause(2_000, ['nothing'])])) as [unknown];
      socket.destroy();
      return /^HTTP\/1.1 (\d+)|nothing/.exec(String(answer))?.slice(0, 2);
    };
    const stranger = ['content-length: 4900000', 'transfer-encoding: chunked', 'content-length: 4900000\r\nauthorization: Bearer fl_000000000000_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'];
    for (const headers of stranger) expect([headers, await said(headers)]).toEqual([headers, ['HTTP/1.1 401', '401']]);
    expect(await said(`content-length: 4900000\r\nauthorization: Bearer ${key}`)).toEqual(['nothing', undefined]);
  });

  it('says of a compressed body that it takes none, and not what is wrong with its text', async () => {
    for (const coding of ['gzip', 'br', 'gzip, identity']) {
      const body = gzipSync(JSON.stringify(knock()));
      const answer = await fetch(`${door.address}/contact-attempts`, { method: 'POST', headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', 'content-encoding': coding }, body });
      expect([coding, answer.status, answer.headers.get('accept-encoding'), await answer.json()]).toEqual([coding, 415, 'identity', expect.objectContaining({ code: 'unsupported-media-type' })]);
    }
    const plain = await fetch(`${door.address}/contact-attempts`, { method: 'POST', headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', 'content-encoding': 'Identity' }, body: JSON.stringify(knock()) });
    expect(plain.status).toBe(201);
  });

  it('knows a key by its scheme in small letters or capitals', async () => {
    for (const scheme of ['bearer', 'BEARER', 'Bearer ']) expect([scheme, (await send('/contact-attempts', knock(), `${scheme} ${key}`)).status]).toEqual([scheme, 201]);
  });

  it('asks a key that sends more than it may to wait', async () => {
    const narrow = await MemoryDoor.open({ requestsPerMinute: 3 });
    try {
      const statuses: number[] = [];
      let last: Response | undefined;
      for (let n = 0; n < 4; n++) statuses.push((last = await fetch(`${narrow.address}/codes/results`, { method: 'POST', headers: { authorization: `Bearer ${key}` } })).status);
      expect(statuses[3]).toBe(429);
      expect(Number(last!.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(await last!.json()).toMatchObject({ code: 'too-many-requests' });
    } finally {
      await narrow.close();
    }
  });

  it('counts what a stranger sends under the id of a key, with whatever secret, to the stranger and not to the key', async () => {
    const narrow = await MemoryDoor.open({ requestsPerMinute: 3 });
    const asking = (authorization: string) => fetch(`${narrow.address}/codes/results`, { method: 'POST', headers: { authorization } });
    try {
      const own = narrow.keyOf(ours, ['admin']);
      const invented = () => own.slice(0, -43) + randomBytes(32).toString('base64url');
      const strangers = [`Bearer ${invented()}`, `Bearer ${invented()}`, `Basic ${Buffer.from(`actblue:${invented()}`).toString('base64')}`, `Bearer ${invented()}`];
      const statuses: number[] = [];
      for (const authorization of strangers) statuses.push((await asking(authorization)).status);
      expect(statuses).toEqual([401, 401, 401, 429]);
      const answer = await asking(`Bearer ${own}`);
      expect([answer.status, answer.headers.get('x-ratelimit-remaining')]).toEqual([400, '2']);
    } finally {
      await narrow.close();
    }
  });
});
