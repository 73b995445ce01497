import { canonical, nameUuid, type Position } from '@fieldledger/kernel';
import { SEED } from '@fieldledger/testing';
import { NaiveContacts } from './naive-contacts.js';
import { text } from './naive-persons.js';
import { allPages, byGroup, reportsOf, type AskReport } from './reports-asked.js';
import { ReportsDoor } from './reports-door.js';
import { unrulyContacts, type Telling } from './unruly-contacts.js';

const TELLINGS = Number(process.env['TELLINGS'] ?? 200);
const BATCHED = ['contact-attempts', 'contact-attempts/deliveries', 'contact-attempts/voids', 'contact-attempts/amendments', 'person-links', 'person-links/removals'];

describe(`${TELLINGS} tellings of attempts, and of all that can become of them`, () => {
  let door: ReportsDoor;
  beforeAll(async () => {
    console.log(`SEED=${SEED} TELLINGS=${TELLINGS}`);
    door = await ReportsDoor.open();
    await door.replaying();
  });
  afterAll(() => door.close());

  it('have the answers, figures, timelines and closed channels that a naive count has, and those of half of them as it stood then', async () => {
    const key = door.keyOf(nameUuid('unruly contacts'), ['ingest', 'read', 'audit', 'admin']);
    const told = [...unrulyContacts(SEED, TELLINGS)];
    const naive = new NaiveContacts();
    let half: Position | undefined;
    for (const [n, telling] of told.entries()) {
      if (n === Math.floor(told.length / 2)) half = (await door.log.horizon()).position;
      expect([n, telling, await becameOf(key, telling)]).toEqual([n, telling, naive.tell(telling).map((it) => (telling.door.startsWith('rollbacks') && it === 'accepted' ? 'same' : it))]);
    }
    const report = reportsOf(door, key, `minPosition=${(await door.log.horizon()).position}`);
    await expectFigures(report, naive);
    for (const voter of naive.voters().slice(0, 15)) expect([text(voter), await historyOf(report, text(voter))]).toEqual([text(voter), naive.history(text(voter))]);
    for (const [n, voter] of naive.voters().slice(0, TELLINGS / 10).entries()) {
      for (const { id, channel } of naive.contactTypes().filter((it, at, all) => all.findIndex(({ channel: other }) => other === it.channel) === at)) {
        const { status } = await door.ask(key, '/contact-plans', { planId: nameUuid('plan', String(n), String(id)), voter, contactTypeId: id, campaignId: 'campaign-1' });
        expect([text(voter), channel, status]).toEqual([text(voter), channel, naive.closedChannels(voter).includes(channel) ? 409 : 201]);
      }
    }
    const then = new NaiveContacts();
    for (const telling of told.slice(0, Math.floor(told.length / 2))) then.tell(telling);
    await expectFigures(reportsOf(door, key, `atPosition=${half}`), then);
  }, 3_600_000);

  it('have a pace that is rounded once: three knocks in six hours and forty minutes are 0.45 an hour, and half of a tenth counts', async () => {
    const key = door.keyOf(nameUuid('unruly contacts', 'pace'), ['ingest', 'read']);
    const items = ['12:00', '15:00', '18:40'].map((time) => ({
      attemptId: nameUuid('pace', time), voter: { system: 'van', scope: 'OH', id: time }, contactTypeId: 2, inputTypeId: 14, resultCodeId: 1, campaignId: 'pace', canvasserId: 'walker-1', attemptedAt: `2025-10-04T${time}:00Z`,
    }));
    await door.send(key, '/contact-attempts/batch', { items });
    const { rows } = await reportsOf(door, key, `minPosition=${(await door.log.horizon()).position}`)('canvasser-activity');
    expect(rows).toMatchObject([{ attempts: 3, attemptsPerHour: 0.5 }]);
  });

  /** What became of each item, as the naive count says it; a rollback is answered alike the first time and when it goes on. */
  async function becameOf(key: string, { door: path, items }: Telling): Promise<string[]> {
    if (BATCHED.includes(path)) return (await door.send<{ items: { status: string }[] }>(key, `/${path}/batch?mode=partial`, { items })).items.map(({ status }) => status);
    const { status, body } = await door.ask(key, `/${path}`, items[0]);
    if (status === 429 || status >= 500) throw new Error(`${path} answered ${status}: ${JSON.stringify(body)}`);
    return [status >= 400 ? 'refused' : status === 201 ? 'accepted' : 'same'];
  }
});

async function expectFigures(report: AskReport, naive: NaiveContacts): Promise<void> {
  for (const by of [['campaign'], ['day'], ['contactType'], ['inputType'], ['result'], ['turf'], ['canvasser'], ['precinct'], ['campaign', 'day'], ['result', 'canvasser', 'turf']] as const) {
    const { rows, totals } = await report(`contact-rates?groupBy=${by.join(',')}`);
    expect([by, byGroup(rows, ...by)]).toEqual([by, naive.contactRates(...by)]);
    expect(totals).toEqual(naive.contactRates()['']);
  }
  const events = await allPages(report, 'contact-rates/events');
  expect(Object.fromEntries(events.map(({ attemptId, result, contact }) => [attemptId, { result, contact }]))).toEqual(naive.counted());
  for (const campaign of [undefined, 'campaign-1']) {
    const where = campaign ? `?campaign=${campaign}` : '';
    expect(byGroup((await report(`canvasser-activity${where}`)).rows, 'canvasser', 'day')).toEqual(naive.activity(campaign));
    expect(Object.fromEntries((await report(`survey-results${where}`)).rows.map(({ surveyQuestionId, surveyResponseId, ...row }) => [`${surveyQuestionId} ${surveyResponseId}`, row]))).toEqual(naive.survey(campaign));
  }
}

async function historyOf(report: AskReport, voter: string): Promise<string[]> {
  const { rows } = await report(`voter-history?voter=${voter}`);
  return rows.map(({ position: _position, occurredAt: _occurredAt, recordedAt: _recordedAt, signupId: _signupId, shiftId: _shiftId, ...moment }) => canonical(moment)).sort();
}
