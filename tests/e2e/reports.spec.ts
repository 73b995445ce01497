import { RunningServer } from './running-server.js';

interface Answer {
  readonly rows: Record<string, unknown>[];
  readonly totals: Record<string, number>;
  readonly reflects: { readonly position: string; readonly moment: string };
}

describe('a report', () => {
  let server: RunningServer;
  let position = '';
  const at = (minute: number) => `2025-10-04T18:${String(minute).padStart(2, '0')}:00Z`;
  const knock = (voter: string, minute: number, answer?: number, canvasserId = 'walker-1') => ({
    attemptId: crypto.randomUUID(), voter: { system: 'van', scope: 'OH.myvoters', id: voter }, contactTypeId: 2, inputTypeId: 14, campaignId: 'columbus', turfId: 'north', doorId: `door-${voter}`,
    canvasserId, attemptedAt: at(minute), zone: 'America/New_York',
    ...(answer === undefined ? { resultCodeId: 1 } : { responses: [{ type: 'SurveyResponse', surveyQuestionId: 7, surveyResponseId: answer }] }),
  });

  beforeAll(async () => {
    server = await new RunningServer().start();
    const items = [
      knock('1', 0, 100), knock('2', 10, 100), knock('2', 40, 101), knock('3', 20), knock('3', 30, 101), knock('4', 50, undefined, 'walker-2'),
    ];
    const answer = await server.request('POST', '/contact-attempts/batch', { items });
    position = ((await answer.json()) as { items: { position: string }[] }).items.at(-1)!.position;
  });
  afterAll(() => server.remove());

  const ask = async (path: string) => (await (await server.request('GET', `/reports/${path}${path.includes('?') ? '&' : '?'}minPosition=${position}`)).json()) as Answer;

  it('is of a release that the command line tells', async () => {
    expect(await server.run('--version')).toEqual({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\+[0-9a-f]{12}\n$/) as string, stderr: '' });
  });

  it('counts the latest answer of each voter, and how many have said different things', async () => {
    expect((await ask('survey-results')).rows).toEqual([
      { surveyQuestionId: 7, surveyResponseId: 100, voters: 1, conflicting: 0 },
      { surveyQuestionId: 7, surveyResponseId: 101, voters: 2, conflicting: 1 },
    ]);
  });

  it('says how fast a canvasser goes from door to door', async () => {
    expect((await ask('canvasser-activity')).rows).toEqual([
      { canvasser: 'van/OH.myvoters/walker-1', day: '2025-10-04', attempts: 5, contacts: 4, firstAt: '2025-10-04T18:00:00.000Z', lastAt: '2025-10-04T18:40:00.000Z', attemptsPerHour: 7.5 },
      { canvasser: 'van/OH.myvoters/walker-2', day: '2025-10-04', attempts: 1, contacts: 0, firstAt: '2025-10-04T18:50:00.000Z', lastAt: '2025-10-04T18:50:00.000Z', attemptsPerHour: null },
    ]);
  });

  it('lists canvassers and days page by page where a page is asked for, each with the totals of all', async () => {
    type Page = Answer & { readonly next?: string | null };
    const whole = (await ask('canvasser-activity')) as Page;
    const first = (await ask('canvasser-activity?limit=1')) as Page;
    const second = (await ask(`canvasser-activity?limit=1&after=${encodeURIComponent(first.next!)}`)) as Page;
    expect([whole.next, second.next]).toEqual([undefined, null]);
    expect([first.rows.length, [...first.rows, ...second.rows]]).toEqual([1, whole.rows]);
    expect([first.totals, second.totals]).toEqual([whole.totals, whole.totals]);
    expect(whole.totals).toEqual({ attempts: 6, contacts: 4 });
  });

  it('names its denominator, and the moment it reflects', async () => {
    const { rows, totals, reflects } = await ask('contact-rates?groupBy=canvasser');
    expect(rows).toMatchObject([{ canvasser: 'van/OH.myvoters/walker-1', attempts: 5, contacts: 4, voters: 3, doors: 3, contactsPerAttempt: 0.8 }, { canvasser: 'van/OH.myvoters/walker-2', attempts: 1, contacts: 0 }]);
    expect(totals).toMatchObject({ attempts: 6, contacts: 4, voters: 4, doors: 4, contactsPerAttempt: 0.6667 });
    expect(reflects.position >= position).toBe(true);
    expect(reflects.moment).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  });

  it('can name the events that any of its numbers counts', async () => {
    const { rows } = await ask('contact-rates/events?canvasser=van/OH.myvoters/walker-1&result=Canvassed');
    expect(rows.map(({ contact }) => contact)).toEqual([true, true, true, true]);
    expect(new Set(rows.map((row) => row.position)).size).toBe(4);
  });

  it('names who gave an answer last, and only those', async () => {
    const counted = async (response: number) => (await ask(`survey-results/events?surveyQuestionId=7&surveyResponseId=${response}`)).totals.events;
    expect([await counted(100), await counted(101), await counted(102)]).toEqual([1, 2, 0]);
    const shown = await server.run('report', 'contact-rates/events', '--where', 'canvasser=van/OH.myvoters/walker-2', '--format', 'json');
    expect((JSON.parse(shown.stdout) as Answer).totals).toEqual({ events: 1 });
  });

  it('is asked from one day to another', async () => {
    const { stdout, stderr } = await server.run('report', 'shift-calendar', '--from', '2026-10-03', '--to', '2026-10-04', '--format', 'json');
    expect([stderr, JSON.parse(stdout || '{}')]).toMatchObject(['', { report: 'shift-calendar', totals: { shifts: 0 } }]);
    const day = (await ask('contact-rates?groupBy=day')).rows[0] as { day: string; attempts: number };
    const one = await server.run('report', 'contact-rates', '--from', day.day, '--to', day.day, '--format', 'json');
    expect([one.stderr, JSON.parse(one.stdout || '{}')]).toMatchObject(['', { totals: { attempts: day.attempts } }]);
  });

  it('is a spreadsheet as well', async () => {
    const answer = await server.request('GET', `/reports/contact-rates?groupBy=day&format=csv&minPosition=${position}`);
    expect([answer.headers.get('content-type'), answer.headers.get('x-log-position') !== null]).toEqual(['text/csv; charset=utf-8', true]);
    expect(await answer.text()).toBe('day,attempts,deliveries,contacts,voters,doors,refusals,contactsPerAttempt\r\n2025-10-04,6,0,4,4,4,0,0.6667\r\n');
  });

  it.each([
    ['contact-rates?groupBy=shoe-size', 'unknown-dimension'],
    ['contact-rates?colour=red', 'unknown-parameter'],
    ['show-rates?campaign=%00', 'invalid-unicode'],
    ['donor-history?donor=%00', 'invalid-unicode'],
    ['contact-rates?minPosition=soon', 'invalid-position'],
    ['contact-rates?minPosition=sixteen-letters-', 'invalid-position'],
    ['contact-rates?format=xml', 'unknown-format'],
    ['voter-history', 'voter-required'],
    ['volunteer-history?volunteer=7', 'volunteer-required'],
    ['show-rates?groupBy=mood', 'unknown-dimension'],
    ['shift-calendar?from=saturday', 'invalid-day'],
    ['contact-rates?day=2026-13-45', 'invalid-day'],
    ['volunteer-history?volunteer=van/OH/7&zz=1', 'unknown-parameter'],
    ['shift-calendar/expected', 'shift-required'],
    ['volunteer-hours?colour=red', 'unknown-parameter'],
    ['productivity?groupBy=door', 'unknown-dimension'],
    ['survey-results/events?surveyQuestionId=7', 'answer-required'],
  ])('says what is wrong with %s', async (path, code) => {
    const answer = await server.request('GET', `/reports/${path}`);
    expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([400, code]);
  });
});
