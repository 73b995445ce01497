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

  it('refuses in every parameter of every route what no text holds, and names the parameter', async () => {
    for (const [method, url] of routes()) {
      for (const name of await takes(method, url)) {
        for (const text of ['%00', 'a%00/b/c', 'van/OH/%00', '2026-10-03%00']) {
          const { body } = await ask(method, `${url}?${name}=${text}`);
          expect([url, name, body]).toEqual([url, name, expect.objectContaining({ status: 400, code: 'invalid-unicode', detail: expect.stringContaining(name) })]);
        }
      }
    }
  });

  it('refuses in every parameter of every route to be told two things', async () => {
    for (const [method, url] of routes()) {
      for (const name of await takes(method, url)) expect([url, name, (await ask(method, `${url}?${name}=1&${name}=2`)).body]).toEqual([url, name, expect.objectContaining({ status: 400, code: 'repeated-parameter', detail: `Give ${name} once.` })]);
    }
  });
});
