import { nameUuid } from '@fieldledger/kernel';
import { ReportsDoor } from './reports-door.js';

interface Answer {
  readonly rows: Record<string, unknown>[];
  readonly totals: Record<string, unknown>;
  readonly next: string | null;
}

const MANY = 1_200;
const id = (...names: string[]) => nameUuid('long lists', ...names);
const shift = id('shift');

describe('a list of more than a thousand', () => {
  let door: ReportsDoor;
  let key = '';
  beforeAll(async () => {
    door = await ReportsDoor.open();
    key = door.keyOf(id('organization'), ['ingest', 'read', 'personal']);
    for (let from = 0; from < MANY; from += 400) {
      const numbers = Array.from({ length: 400 }, (_, i) => String(from + i));
      await door.send(key, '/signups/steps/batch', {
        items: numbers.map((n) => ({ stepId: id('step', n), signupId: id('signup', n), step: 'scheduled', shiftId: shift, volunteer: { reference: { system: 'mobilize', scope: 'person', id: n } }, at: '2026-09-25T00:00:00Z' })),
      });
      await door.send(key, '/contact-attempts/batch', {
        items: numbers.map((n) => ({
          attemptId: id('attempt', n), voter: { system: 'van', scope: 'OH', id: n }, contactTypeId: 2, inputTypeId: 14, campaignId: 'columbus', attemptedAt: '2026-10-03T21:14:05Z', responses: [{ type: 'SurveyResponse', surveyQuestionId: 7, surveyResponseId: 100 }],
        })),
      });
    }
  });
  afterAll(() => door?.close());

  it.each([
    ['show-rates/signups', `shift=${shift}`, 'signups', 'signupId', `~\t~\t~\t${crypto.randomUUID()}`],
    ['contact-rates/events', 'campaign=columbus', 'events', 'attemptId', '9'.repeat(16)],
    ['survey-results/events', 'surveyQuestionId=7&surveyResponseId=100', 'events', 'attemptId', '9'.repeat(16)],
  ])('is counted whole by %s, says that it was cut, and goes on after that', async (report, query, counts, named, end) => {
    const ask = (after?: string) => door.send<Answer>(key, `/reports/${report}?minPosition=latest&${query}${after === undefined ? '' : `&after=${encodeURIComponent(after)}`}`);
    const first = await ask();
    expect([first.rows.length, first.totals]).toEqual([1_000, { [counts]: MANY }]);
    const rest = await ask(first.next!);
    expect([rest.rows.length, rest.totals, rest.next]).toEqual([MANY - 1_000, { [counts]: MANY }, null]);
    expect(new Set([...first.rows, ...rest.rows].map((row) => row[named])).size).toBe(MANY);
    expect(Object.keys(first.rows[0]!)).not.toContain('place');
    expect(await ask(end)).toMatchObject({ rows: [], totals: { [counts]: MANY }, next: null });
  });

  it('of lineitems goes on after the five thousand that are listed, until there are no more', async () => {
    const GIFTS = 5_500;
    for (let from = 0; from < GIFTS; from += 500) {
      await door.send(key, '/contributions/batch', { items: Array.from({ length: 500 }, (_, i) => ({ contributionId: id('gift', String(from + i)), committeeId: 'C00999999', amountCents: 10_00, receivedOn: '2026-08-14' })) });
    }
    const ask = (after?: string) => door.send<Answer>(key, `/reports/reconciliation/lineitems?minPosition=latest&source=test${after === undefined ? '' : `&after=${after}`}`);
    const first = await ask();
    const rest = await ask(first.next!);
    expect([first.totals, rest.totals, rest.next]).toEqual([{ listed: 5_000 }, { listed: GIFTS - 5_000 }, null]);
    expect(new Set([...first.rows, ...rest.rows].map(({ contributionId }) => contributionId)).size).toBe(GIFTS);
  });

  it('says so in a header where it is a spreadsheet', async () => {
    const answer = await fetch(`${door.address}/reports/show-rates/signups?minPosition=latest&format=csv`, { headers: { authorization: key } });
    expect((await answer.text()).trim().split('\r\n').length).toBe(1 + 1_000);
    const rest = await door.send<Answer>(key, `/reports/show-rates/signups?after=${answer.headers.get('x-next')}`);
    expect([rest.rows.length, rest.next]).toEqual([MANY - 1_000, null]);
  });
});
