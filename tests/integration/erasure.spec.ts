import { randomUUID } from 'node:crypto';
import { jest } from '@jest/globals';
import { nameUuid } from '@fieldledger/kernel';
import { PostgresReplays } from '@fieldledger/read-store';
import { PROJECTIONS } from '@fieldledger/reports';
import { attempt, ErasureTrial, gift, LONG_AGO, reference, request, step, THIS_YEAR } from './erasure-trial.js';

const text = ({ system, scope, id }: ReturnType<typeof reference>) => `${system}/${scope}/${id}`;

describe('a person who wants to be forgotten', () => {
  const trial = new ErasureTrial();
  const { organization, stranger, known, say, ask, erase, clearText, keeper, events, opened, openVault } = trial;
  beforeAll(() => trial.start());
  afterAll(() => trial.close());

  /** Of whom no reference is known: so many were met. */
  let people = 0;

  it('is forgotten in every table, and the log has not one byte less', async () => {
    const [{ person }, { person: other }] = [await known(), await known()];
    const before = await events();
    expect(await clearText()).toContain(person.lastName);
    const { status, body } = await erase({ references: [person.reference] });
    expect([status, body]).toMatchObject([201, { state: 'erased', erased: { subjects: 1, records: 3 }, kept: null, suppressed: false }]);
    const left = await clearText();
    expect([left.includes(person.lastName), left.includes(other.lastName)]).toEqual([false, true]);
    expect((await events()).slice(0, before.length)).toEqual(before);
    expect((await opened(await openVault(), person.reference.id + '"')).every((clear) => clear === null)).toBe(true);
  });

  it('is previewed first: what would go, what is held, who else it may be; and nothing is done', async () => {
    const { person } = await known();
    const { body } = await ask('/erasures/previews', request({ references: [person.reference] }));
    expect(body).toMatchObject({ references: [text(person.reference)], erased: { subjects: 1, records: 3, kinds: { attempt: 1, contribution: 1, signup: 1 } }, kept: null, refused: false, alike: [] });
    expect(await clearText()).toContain(person.lastName);
  });

  it('is nobody, as long as nothing is recorded of them', async () => {
    expect(await erase({ references: [reference('nobody')] })).toMatchObject({ status: 404, body: { code: 'person-unknown' } });
    expect(await erase({})).toMatchObject({ status: 400, body: { code: 'person-required' } });
    expect(await erase({ donors: ['r:x'] })).toMatchObject({ status: 400, body: { code: 'donor-unknown-kind' } });
    const other = trial.door.keyOf(nameUuid('erasure', 'theirs'), ['admin']);
    const { person } = await known();
    expect(await trial.door.ask(other, '/erasures', request({ references: [person.reference] }))).toMatchObject({ status: 404, body: { code: 'person-unknown' } });
    expect(await clearText()).toContain(person.lastName);
  });

  it('gets the first receipt again, however often the same request is sent', async () => {
    const { person } = await known();
    const asked = request({ references: [person.reference] });
    const first = await ask('/erasures', asked);
    const again = await Promise.all([ask('/erasures', asked), ask('/erasures', asked)]);
    expect(again.map(({ status, body }) => [status, body])).toEqual([[200, first.body], [200, first.body]]);
    expect(await ask('/erasures', { ...asked, ground: 'court-order' })).toMatchObject({ status: 409, body: { code: 'id-taken', differs: ['ground'] } });
    expect((await events(['PersonErased'])).filter(({ data }) => (data as { erasureId: string }).erasureId === asked.erasureId)).toHaveLength(1);
  });

  it('is found under every reference that a link connects, as long as it stands, and under every name that they gave', async () => {
    const [one, two, parted] = [stranger(), stranger(), stranger()];
    for (const it of [one, two, parted]) await known(it);
    await say('/contributions', gift({ ...one, lastName: 'Moved', zip: '10001', email: undefined }, 10_00));
    const linkId = randomUUID();
    await say('/person-links', { linkId: randomUUID(), person: one.reference, same: two.reference, basis: 'asked' });
    await say('/person-links', { linkId, person: two.reference, same: parted.reference, basis: 'asked' });
    await say('/person-links/removals', { unlinkId: randomUUID(), linkId, reasonCode: 'different-persons' });
    expect((await erase({ references: [two.reference] })).body).toMatchObject({ state: 'erased', erased: { subjects: 2, records: 7 } });
    const left = await clearText();
    expect([one.lastName, two.lastName, 'Moved', parted.lastName].map((name) => left.includes(name))).toEqual([false, false, false, true]);
  });

  it('who gave under another name and the same address of e-mail is asked about, and nobody else erased by mistake', async () => {
    const email = `shared${++people}@example.org`;
    const [maiden, married] = [{ lastName: `Maiden${people}`, firstName: 'Ottilie', email }, { lastName: `Married${people}`, firstName: 'Ottilie', email }];
    const [first] = [gift(maiden, 20_00), await say('/contributions', gift(married, 20_00))];
    await say('/contributions', first);
    const unclear = await erase({ records: [first.contributionId] });
    expect(unclear).toMatchObject({ status: 409, body: { code: 'alike-unclear', alike: [{ records: 1 }] } });
    expect((await erase({ records: [first.contributionId] }, { alike: 'others' })).body).toMatchObject({ erased: { records: 1 } });
    expect(await clearText()).toContain(married.lastName);
    expect((await erase({ records: [first.contributionId] }, { alike: 'same-person' })).body).toMatchObject({ erased: { subjects: 2, records: 2 } });
    expect(await clearText()).not.toContain(married.lastName);
  });

  it('is nobody where a record that is named has nothing of anybody in it, done and previewed alike', async () => {
    const { note: _note, phone: _phone, ...silent } = attempt(stranger().reference);
    await say('/contact-attempts', silent);
    const [done, previewed] = [await erase({ records: [silent.attemptId] }), await ask('/erasures/previews', request({ records: [silent.attemptId] }))];
    expect([done, previewed].map(({ status, body }) => [status, body.code, body.detail])).toEqual(Array(2).fill([404, 'person-unknown', expect.stringContaining('has nothing to erase')]));
  });

  it('who is known by name and ZIP code alone is one person with everything under that key', async () => {
    const by = { lastName: `Nobody${++people}`, firstName: 'Hepzibah' };
    const [first, second] = [gift(by, 20_00), gift({ ...by, email: 'h@example.org' }, 20_00)];
    for (const it of [first, second]) await say('/contributions', it);
    expect(await erase({ records: [first.contributionId] })).toMatchObject({ status: 201, body: { erased: { subjects: 1, records: 2 } } });
    expect(await clearText()).not.toContain(by.lastName);
  });

  it('of whom only the fact of a contact is known is erased too: no words about them are taken any more', async () => {
    const { reference: voter } = stranger();
    const { note: _note, phone: _phone, ...silent } = attempt(voter);
    await say('/contact-attempts', silent);
    expect(await erase({ references: [voter] })).toMatchObject({ status: 201, body: { erased: { subjects: 1, records: 0 } } });
    expect((await say('/contact-attempts', attempt(voter))).flags).toContain('person-forgotten');
  });

  it('is not confused with others of whom no name is known', async () => {
    const [one, other] = [gift({ employer: `Alder${++people}` }, 20_00), gift({ employer: `Birch${people}` }, 20_00)];
    for (const it of [one, other]) await say('/contributions', it);
    expect((await erase({ records: [one.contributionId] })).body).toMatchObject({ erased: { records: 1 } });
    const left = await clearText();
    expect([`Alder${people}`, `Birch${people}`].map((name) => left.includes(name))).toEqual([false, true]);
  });

  it('is held as far as the law has a gift kept, erased of the rest at once, and of that on the day, by itself', async () => {
    const donor = stranger();
    const volunteer = stranger();
    await say('/contributions', gift(donor, 250_00, THIS_YEAR));
    await say('/signups/steps', step({ reference: volunteer.reference, lastName: volunteer.lastName }));
    await say('/person-links', { linkId: randomUUID(), person: donor.reference, same: volunteer.reference, basis: 'asked' });
    const until = `${Number(THIS_YEAR.slice(0, 4)) + 3}-08-01`;
    expect(await erase({ references: [donor.reference] }, { whenHeld: 'refuse' })).toMatchObject({ status: 409, body: { code: 'erasure-held', until, holds: [{ reason: 'itemized', until }] } });
    expect(await clearText()).toContain(volunteer.lastName);

    const asked = request({ references: [donor.reference] }, { optOut: true });
    const postponed = await ask('/erasures', asked);
    expect([postponed.status, postponed.body]).toMatchObject([202, { state: 'postponed', erased: { subjects: 1, records: 1 }, kept: { subjects: 1, records: 1, until, holds: [{ reason: 'itemized', until }] }, suppressed: false }]);
    const left = await clearText();
    expect([left.includes(donor.lastName), left.includes(volunteer.lastName)]).toEqual([true, false]);
    // Erasures are rare, and a log is long.
    const { log } = trial.door;
    const listed = async () => {
      const read = jest.spyOn(log, 'read');
      const { body } = await trial.door.ask(trial.admin, '/erasures');
      expect(read).not.toHaveBeenCalled();
      read.mockRestore();
      return (body.erasures as { erasureId: string; state: string }[]).filter(({ erasureId }) => erasureId === asked.erasureId).map(({ state }) => state);
    };
    expect(await listed()).toEqual(['postponed']);

    const dayBefore = await keeper(() => new Date(Date.parse(`${until}T00:00:00Z`) - 1));
    expect(await dayBefore.carryOutDue()).toBe(0);
    await dayBefore.stop();
    const onTheDay = await keeper(() => new Date(`${until}T00:00:00Z`));
    await onTheDay.stop();
    expect(await listed()).toEqual(['erased']);
    expect(await clearText()).not.toContain(donor.lastName);
    expect(await ask('/erasures', asked)).toMatchObject({ status: 200, body: { state: 'erased', erased: { subjects: 2, records: 2 }, kept: null, suppressed: true } });
  });

  it.each([
    ['over $50', [60_00], 'over-recording-limit'], ['listed since the year comes to more than $200', [45_00, 45_00, 45_00, 45_00, 45_00], 'itemized'],
  ] as const)('is held for a gift %s', async (_, amounts, reason) => {
    const donor = stranger();
    for (const cents of amounts) await say('/contributions', gift(donor, cents, THIS_YEAR));
    const { status, body } = await erase({ references: [donor.reference] });
    expect([status, (body.kept as { holds: { reason: string }[] }).holds.map((hold) => hold.reason)]).toEqual([202, amounts.map(() => reason)]);
  });

  it('is not held for small gifts, for one that was test data, or for what is long ago', async () => {
    const donor = stranger();
    const test = gift(donor, 500_00, THIS_YEAR);
    await say('/contributions', test);
    await say('/contributions/withdrawals', { withdrawalId: randomUUID(), contributionId: test.contributionId, reasonCode: 'test-data' });
    for (const cents of [50_00, 50_00]) await say('/contributions', gift(donor, cents, THIS_YEAR));
    await say('/contributions', gift(donor, 2_000_00, LONG_AGO));
    expect(await erase({ references: [donor.reference] })).toMatchObject({ status: 201, body: { erased: { records: 4 }, kept: null } });
  });

  it('is forgotten with the words that were added to their gift by somebody who did not name them', async () => {
    const { person, contribution } = await known();
    await say('/contributions/amendments', { amendmentId: randomUUID(), contributionId: contribution.contributionId, remarks: { comment: `About ${person.lastName} himself` } });
    await say('/contributions/information-answers', { answerId: randomUUID(), contributionId: contribution.contributionId, employer: `${person.lastName} & Sons`, receivedOn: '2019-04-01' });
    expect((await erase({ references: [person.reference] })).body).toMatchObject({ erased: { subjects: 2 } });
    expect(await clearText()).not.toContain(person.lastName);
  });

  it('is gone at once from copies of tables as they stood at some moment, which are thrown away anyway', async () => {
    const { person } = await known();
    const replays = await PostgresReplays.open({ url: trial.door.url, log: trial.door.log, projections: PROJECTIONS, times: { at: {} }, unsealer: await openVault(), tell: () => undefined });
    try {
      const asked = { projection: 'volunteers', organization, sql: 'SELECT details FROM {{table}} WHERE organization = $1', parameters: [], when: { atPosition: (await trial.door.log.horizon()).position } };
      expect(JSON.stringify((await replays.rows(asked)).rows)).toContain(person.lastName);
      const copies = async () => (await trial.database.query<{ n: number }>(`SELECT count(*)::int AS n FROM pg_tables WHERE schemaname = 'replay_personal'`)).rows[0]!.n;
      expect(await copies()).toBeGreaterThan(0);
      await erase({ references: [person.reference] });
      expect(await copies()).toBe(0);
      await new Promise((wake) => setTimeout(wake, 2_100));
      expect(JSON.stringify((await replays.rows(asked)).rows)).not.toContain(person.lastName);
    } finally {
      await replays.close();
    }
  });

  it('whose key was changed is named with the event that does not open, and erased all the same', async () => {
    const { person, contribution } = await known(stranger(), 300_00, THIS_YEAR);
    const { body } = await erase({ references: [person.reference] }, { optOut: true });
    const { kept: { until } } = body as { kept: { until: string } };
    const [event] = (await events()).filter(({ data }) => (data as { contributionId?: string }).contributionId === contribution.contributionId);
    const { key } = (event!.data as unknown as { person: { key: string } }).person;
    await trial.database.query('UPDATE privacy.person_keys SET wrapped = sha256(wrapped) WHERE subject = $1', [key]);
    // As after a restart: who knows the key already asks only whether it is there.
    await expect(trial.foldedAfresh('contributors')).rejects.toThrow(`event ${event!.id} (ContributionReceived, position ${event!.position}) cannot be folded: its election does not open with the key of ${key}`);
    const onTheDay = await keeper(() => new Date(until), await openVault());
    await onTheDay.stop();
    expect(await clearText()).not.toContain(person.lastName);
  });

  it('leaves every table as a rebuild makes it, when there is nothing left to open', () => trial.expectRebuildsEqual());

  it('changes no figure of any report, only who is named', async () => {
    const { person } = await known(stranger(), 40_00, '2019-05-06');
    const from = 'committee=C00999999&from=2019-01-01&to=2019-12-31';
    const asked = [`receipts`, `schedule-a?${from}`, 'limits?all=true', 'show-rates', 'volunteer-hours', 'contact-rates'];
    const answers = async (key: string) => Promise.all(asked.map(async (report) => {
      const { rows: lines, totals } = (await trial.door.ask(key, `/reports/${report}${report.includes('?') ? '&' : '?'}minPosition=${(await trial.door.log.horizon()).position}`)).body;
      return { lines, totals };
    }));
    const personal = trial.door.keyOf(organization, ['personal']);
    const reader = trial.door.keyOf(organization, ['read']);
    const before = [await answers(reader), await answers(personal)];
    expect(JSON.stringify(before[1])).toContain(person.lastName);
    await erase({ references: [person.reference] });
    const after = [await answers(reader), await answers(personal)];
    expect(after[0]).toEqual(before[0]);
    expect(JSON.stringify(after[1])).not.toContain(person.lastName);
    expect(after[1]!.map(({ totals }) => totals)).toEqual(before[1]!.map(({ totals }) => totals));
  });
});
