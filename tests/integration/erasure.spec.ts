import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nameUuid, Unavailable, type Meta, type RecordedEvent } from '@fieldledger/kernel';
import { ErasureKeeper } from '@fieldledger/people';
import { FileErasureJournal, Forgetting, KeyEncryptionKey, PostgresKeyRows, PostgresScrubber, Vault } from '@fieldledger/privacy';
import { PostgresReadStore, PostgresReplays, ProjectionRun } from '@fieldledger/read-store';
import { PersonsOnRecord, PROJECTIONS } from '@fieldledger/reports';
import pg from 'pg';
import { ReportsDoor } from './reports-door.js';

const reference = (id: string) => ({ system: 'van', scope: 'OH.myvoters', id });
const text = ({ system, scope, id }: ReturnType<typeof reference>) => `${system}/${scope}/${id}`;
/** Days on which what was given needs not be kept any more, and on which it does. */
const [LONG_AGO, THIS_YEAR] = ['2019-03-04', `${new Date().getUTCFullYear()}-02-03`];

describe('a person who wants to be forgotten', () => {
  const kek = KeyEncryptionKey.fromText(randomBytes(32).toString('base64'), 'the spec');
  const journal = join(mkdtempSync(join(tmpdir(), 'fieldledger-erasures-')), 'erasures.jsonl');
  const organization = nameUuid('erasure', 'ours');
  let door: ReportsDoor;
  let rows: PostgresKeyRows;
  let database: pg.Client;
  let admin: string;
  let personal: string;

  const openVault = () => Vault.open(rows, kek, new FileErasureJournal(journal, () => undefined));
  beforeAll(async () => {
    door = await ReportsDoor.open(async (url) => {
      rows = await PostgresKeyRows.open({ url });
      return openVault();
    });
    database = new pg.Client({ connectionString: door.url });
    await database.connect();
    admin = door.keyOf(organization, ['admin', 'ingest']);
    personal = door.keyOf(organization, ['personal']);
  });
  afterAll(async () => {
    await database.end();
    await rows.close();
    await door.close();
  });

  let people = 0;
  /** Somebody nobody has met. */
  const stranger = () => {
    const n = ++people;
    return { reference: reference(`v-${n}`), lastName: `Quillfeather${n}x`, firstName: 'Zebulon', email: `z${n}@example.org`, phone: `614 555 ${String(1000 + n)}` };
  };
  type Stranger = ReturnType<typeof stranger>;
  const gift = (by: object, amountCents: number, receivedOn = LONG_AGO, contributionId = randomUUID()) =>
    ({ contributionId, committeeId: 'C00999999', committeeKind: 'candidate', amountCents, receivedOn, contributor: { entityType: 'IND', zip: '43215', ...by }, remarks: { comment: 'In memory of a tree' } });
  const step = (volunteer: object, of = 'scheduled') => ({ stepId: randomUUID(), signupId: randomUUID(), step: of, volunteer, at: '2026-01-10T14:00:00Z', note: 'Knows the blue gate' });
  const attempt = (voter: object) => ({ attemptId: randomUUID(), voter, contactTypeId: 1, inputTypeId: 10, resultCodeId: 14, campaignId: 'c', attemptedAt: '2026-01-10T21:14:05Z', note: 'Ask again', phone: '614 555 0199' });
  const say = async (path: string, body: object) => (await door.send(admin, path, body)) as { position: string; flags: string[] };
  const ask = (path: string, body: object) => door.ask(admin, path, body);
  const request = (person: object, more: object = {}) => ({ erasureId: randomUUID(), person, ground: 'state-privacy-law', requestedAt: '2026-02-01T12:00:00Z', ...more });
  const erase = async (person: object, more: object = {}) => ask('/erasures', request(person, more));
  /** Everything of a table of persons, when it has come to the end of the log. */
  const rowsOf = async (projection: string) => {
    await store().rows({ projection, organization, sql: 'SELECT 1 FROM {{table}} WHERE organization = $1 LIMIT 1', parameters: [], when: { minPosition: 'latest' } });
    const [{ table } = { table: '' }] = (await door.database.checkpoints(projection)).filter(({ state }) => state === 'live');
    return (await database.query<{ line: string }>(`SELECT row_to_json(it)::text AS line FROM personal.${table} AS it`)).rows.map(({ line }) => line).join('\n');
  };
  const store = () => new PostgresReadStore(door.database, door.log);
  const clearText = async () => `${await rowsOf('contributors')}\n${await rowsOf('volunteers')}`;
  const records = () => new PersonsOnRecord(store());
  const keeper = (now: () => Date, vault = door.vault) => ErasureKeeper.start({ log: door.log, vault, records: records(), scrubber: new PostgresScrubber(door.url, rows), now, tell: (line) => door.said.push(line) });
  /** As when the process dies between the event and the keys. */
  const killedBeforeKeys = async <T>(work: () => Promise<T>): Promise<T> => {
    const erasures = door.vault.erasures as { apply: unknown };
    erasures.apply = () => Promise.reject(new Unavailable('log-unreachable', 'killed'));
    try {
      return await work();
    } finally {
      delete erasures.apply;
    }
  };
  const events = async (types?: readonly string[]) => door.log.read('', { limit: 10_000, types });
  const opened = async (vault: Vault, of: string) => (await vault.unseal((await events()).filter(({ data }) => JSON.stringify(data).includes(of)))).flatMap((clear) => Object.values(clear));

  /** A voter, a volunteer and a donor, with what was said of them in all three. */
  const known = async (person: Stranger = stranger(), cents = 25_00, day = LONG_AGO) => {
    const contribution = gift(person, cents, day);
    await say('/contributions', contribution);
    const signup = step({ reference: person.reference, lastName: person.lastName, email: person.email });
    await say('/signups/steps', signup);
    await say('/contact-attempts', attempt(person.reference));
    return { person, contribution, signup };
  };

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
    const other = door.keyOf(nameUuid('erasure', 'theirs'), ['admin']);
    const { person } = await known();
    expect(await door.ask(other, '/erasures', request({ references: [person.reference] }))).toMatchObject({ status: 404, body: { code: 'person-unknown' } });
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
    const listed = async () => ((await door.ask(admin, '/erasures')).body.erasures as { erasureId: string; state: string }[]).filter(({ erasureId }) => erasureId === asked.erasureId).map(({ state }) => state);
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

  it('is forgotten within two seconds by another process that had their key', async () => {
    const { person } = await known();
    const other = await openVault();
    const theirs = (await events()).filter(({ data }) => JSON.stringify(data).includes(`"${person.reference.id}"`));
    const isForgotten = async () => (await other.unseal(theirs)).flatMap((clear) => Object.values(clear)).every((clear) => clear === null);
    expect(await isForgotten()).toBe(false);
    await erase({ references: [person.reference] });
    const since = Date.now();
    while (!(await isForgotten())) await new Promise((wake) => setTimeout(wake, 20));
    expect(Date.now() - since).toBeLessThan(2_500);
  });

  it('whose erasure was recorded and not carried out, because of a crash, is forgotten at the next start', async () => {
    const { person } = await known();
    const asked = request({ references: [person.reference] });
    expect((await killedBeforeKeys(() => ask('/erasures', asked))).status).toBe(503);
    expect((await opened(await openVault(), `"${person.reference.id}"`)).some((clear) => clear !== null)).toBe(true);
    // Who follows the log has forgotten already, whatever became of the key.
    expect(await clearText()).not.toContain(person.lastName);
    const restarted = await openVault();
    expect(await restarted.erasures.restore(door.log)).toMatchObject({ keys: 1, recordedAgain: 0 });
    expect((await opened(await openVault(), `"${person.reference.id}"`)).every((clear) => clear === null)).toBe(true);
    expect((await ask('/erasures', asked)).status).toBe(200);
  });

  it('is not made known again by an event that was sealed before and comes after', async () => {
    const { person } = await known();
    const [stale] = await (await openVault()).prepare(organization, [{ subject: (await door.vault.lookups(organization)).subject('reference', ...(Object.values(person.reference) as [string, string, string])), members: { person: { lastName: person.lastName } } }]);
    await killedBeforeKeys(() => erase({ references: [person.reference] }));
    const [signup] = (await events(['SignupScheduled'])).filter(({ data }) => JSON.stringify(data).includes(`"${person.reference.id}"`));
    const id = randomUUID();
    const { type, schemaVersion, occurredAt, data } = signup!;
    await door.log.append([{ stream: `signup-${id}`, expected: 'none', digest: '0'.repeat(64), meta: metaOf(signup!), events: [{ type, schemaVersion, occurredAt, id, data: { ...data, note: undefined, signupId: id, ...stale!.sealFor(id) } }] }]);
    expect(await clearText()).not.toContain(person.lastName);
    await door.vault.erasures.apply(door.log);
  });

  it('who comes again is recorded without them, and flagged; an intention is refused; and their own new gift may name them', async () => {
    const { person, contribution, signup } = await known();
    await erase({ references: [person.reference] });
    expect((await say('/contributions', gift(person, 10_00))).flags).toContain('person-forgotten');
    expect((await say('/signups/steps', step({ reference: person.reference, lastName: person.lastName }))).flags).toContain('person-forgotten');
    expect((await say('/contact-attempts', attempt(person.reference))).flags).toContain('person-forgotten');
    expect(await ask('/contact-plans', { planId: randomUUID(), voter: person.reference, contactTypeId: 1, campaignId: 'c' })).toMatchObject({ status: 409, body: { code: 'person-erased' } });
    expect(await ask('/contributions', contribution)).toMatchObject({ status: 409, body: { code: 'recorded-and-erased' } });
    expect(await ask('/signups/steps', signup)).toMatchObject({ status: 409, body: { code: 'recorded-and-erased' } });
    expect(await clearText()).not.toContain(person.lastName);
    const again = gift({ ...person, gaveAgain: true }, 100_00, THIS_YEAR);
    expect((await say('/contributions', again)).flags).not.toContain('person-forgotten');
    expect(await clearText()).toContain(person.lastName);
    // The new gift is on record under a key of its own, and found again.
    expect((await erase({ references: [person.reference] })).body).toMatchObject({ state: 'postponed', kept: { records: 1, holds: [{ recordId: again.contributionId }] } });
  });

  it('who had closed a channel stays out: under the same reference, and under another with the same e-mail or telephone', async () => {
    const { person } = await known();
    await say('/do-not-contact-requests', { requestId: randomUUID(), voter: person.reference, channels: ['phone'], requestedAt: '2026-01-11T12:00:00Z' });
    expect((await erase({ references: [person.reference] })).body).toMatchObject({ state: 'erased', suppressed: true });
    expect(await ask('/contact-plans', { planId: randomUUID(), voter: person.reference, contactTypeId: 1, campaignId: 'c' })).toMatchObject({ status: 409, body: { code: 'do-not-contact' } });
    const other = stranger();
    const listed = [{ reference: person.reference }, { reference: other.reference, email: ` ${person.email.toUpperCase()}` }, { reference: other.reference, phone: `+1 (${person.phone.slice(0, 3)}) ${person.phone.slice(4)}` }];
    for (const volunteer of listed) expect(await ask('/signups/steps', step({ ...volunteer, lastName: 'Again' }))).toMatchObject({ status: 409, body: { code: 'person-suppressed' } });
    const batch = await ask('/signups/steps/batch?mode=partial', { items: [...listed, { reference: stranger().reference }].map((volunteer) => step(volunteer)) });
    expect((batch.body.items as { status: string; code?: string }[]).map(({ status, code }) => code ?? status)).toEqual(['person-suppressed', 'person-suppressed', 'person-suppressed', 'accepted']);
    // Who came to a shift was there; whoever it was is not recorded.
    expect((await say('/signups/steps', step({ reference: other.reference, email: person.email, lastName: 'WalkedThrough' }, 'completed'))).flags).toContain('person-forgotten');
    expect((await say('/contributions', gift({ lastName: 'OtherName', email: person.email }, 10_00))).flags).toContain('person-forgotten');
    expect(await clearText()).not.toMatch(/Again|WalkedThrough|OtherName/);
    expect((await database.query('SELECT token FROM privacy.suppressions')).rows.map(({ token }) => String(token)).join()).not.toContain('@');
  });

  it('is gone at once from copies of tables as they stood at some moment, which are thrown away anyway', async () => {
    const { person } = await known();
    const replays = await PostgresReplays.open({ url: door.url, log: door.log, projections: PROJECTIONS, times: { at: {} }, unsealer: await openVault(), tell: () => undefined });
    try {
      const asked = { projection: 'volunteers', organization, sql: 'SELECT details FROM {{table}} WHERE organization = $1', parameters: [], when: { atPosition: (await door.log.horizon()).position } };
      expect(JSON.stringify((await replays.rows(asked)).rows)).toContain(person.lastName);
      const copies = async () => (await database.query<{ n: number }>(`SELECT count(*)::int AS n FROM pg_tables WHERE schemaname = 'replay_personal'`)).rows[0]!.n;
      expect(await copies()).toBeGreaterThan(0);
      await erase({ references: [person.reference] });
      expect(await copies()).toBe(0);
      await new Promise((wake) => setTimeout(wake, 2_100));
      expect(JSON.stringify((await replays.rows(asked)).rows)).not.toContain(person.lastName);
    } finally {
      await replays.close();
    }
  });

  it('leaves every table as a rebuild makes it, when there is nothing left to open', async () => {
    const vault = Forgetting.following(door.log, await openVault());
    for (const projection of PROJECTIONS) {
      await store().rows({ projection: projection.name, organization, sql: 'SELECT 1 FROM {{table}} WHERE organization = $1 LIMIT 1', parameters: [], when: { minPosition: 'latest' } });
      const [live] = (await door.database.checkpoints(projection.name)).filter(({ state }) => state === 'live');
      const digest = async (table: string, pageSize: number, discard: boolean) => {
        const run = await ProjectionRun.open({ pool: door.database.folding, log: door.log, projection, table, pageSize, unsealer: vault });
        if (discard) await run.catchUp();
        const made = await run.digest();
        if (discard) await run.discard();
        return made;
      };
      const as = await digest(live!.table, 1_000, false);
      for (const pageSize of [1, 7, 1_000]) expect([projection.name, await digest(`${projection.name}_again`, pageSize, true)]).toEqual([projection.name, as]);
    }
  });

  it('changes no figure of any report, only who is named', async () => {
    const { person } = await known(stranger(), 40_00, '2019-05-06');
    const from = 'committee=C00999999&from=2019-01-01&to=2019-12-31';
    const asked = [`receipts`, `schedule-a?${from}`, 'limits?all=true', 'show-rates', 'volunteer-hours', 'contact-rates'];
    const answers = async (key: string) => Promise.all(asked.map(async (report) => {
      const { rows: lines, totals } = (await door.ask(key, `/reports/${report}${report.includes('?') ? '&' : '?'}minPosition=${(await door.log.horizon()).position}`)).body;
      return { lines, totals };
    }));
    const reader = door.keyOf(organization, ['read']);
    const before = [await answers(reader), await answers(personal)];
    expect(JSON.stringify(before[1])).toContain(person.lastName);
    await erase({ references: [person.reference] });
    const after = [await answers(reader), await answers(personal)];
    expect(after[0]).toEqual(before[0]);
    expect(JSON.stringify(after[1])).not.toContain(person.lastName);
    expect(after[1]!.map(({ totals }) => totals)).toEqual(before[1]!.map(({ totals }) => totals));
  });

  describe('when a backup is restored that is older than the erasure', () => {
    const tables = ['privacy.person_keys', 'privacy.suppressions', 'privacy.erasure_progress', 'privacy.postponed_erasures'];
    const saved = async (schema: readonly string[]) => Promise.all(schema.map(async (name) => [name, (await database.query<{ line: string }>(`SELECT row_to_json(it)::text AS line FROM ${name} AS it`)).rows.map(({ line }) => line)] as const));
    const putBack = async (backup: Awaited<ReturnType<typeof saved>>) => {
      for (const [name, lines] of backup) {
        await database.query(`TRUNCATE ${name}`);
        for (const line of lines) await database.query(`INSERT INTO ${name} SELECT * FROM json_populate_record(NULL::${name}, $1)`, [line]);
      }
    };
    const theirs = (person: Stranger) => events().then((all) => all.filter(({ data }) => JSON.stringify(data).includes(`"${person.reference.id}"`)));
    const isForgotten = async (vault: Vault, of: readonly RecordedEvent[]) => (await vault.unseal(of)).flatMap((clear) => Object.values(clear)).every((clear) => clear === null);

    it('of the keys alone, the log has the erasure and it is carried out again before anything is served', async () => {
      const { person } = await known();
      const backup = await saved(tables);
      const sealed = await theirs(person);
      await erase({ references: [person.reference] }, { optOut: true });
      await putBack(backup);
      expect(await isForgotten(await openVault(), sealed)).toBe(false);
      const started = await openVault();
      expect(await started.erasures.restore(door.log)).toMatchObject({ recordedAgain: 0, keys: expect.any(Number) });
      expect(await isForgotten(started, sealed)).toBe(true);
      expect(await ask('/signups/steps', step({ reference: person.reference }))).toMatchObject({ status: 409, body: { code: 'person-suppressed' } });
    });

    it('of log and keys, the journal outside of the database has it, and it is recorded again', async () => {
      const { person } = await known();
      const backup = await saved(tables);
      const sealed = await theirs(person);
      const asked = request({ references: [person.reference] }, { optOut: true });
      const { position } = (await ask('/erasures', asked)).body as { position: string };
      expect(statSync(journal).mode & 0o777).toBe(0o600);
      expect(readFileSync(journal, 'utf8')).not.toContain(person.lastName);
      // Of the log, everything from the erasure on is lost.
      await database.query('ALTER TABLE log.events DISABLE TRIGGER ALL; DELETE FROM log.events WHERE position >= $1::bigint'.replace('$1', String(Number(position))));
      await database.query(`UPDATE log.head SET position = ${Number(position) - 1}; ALTER TABLE log.events ENABLE TRIGGER ALL`);
      await putBack(backup);
      const started = await openVault();
      expect(await started.erasures.restore(door.log)).toMatchObject({ recordedAgain: 1 });
      expect(await isForgotten(started, sealed)).toBe(true);
      const again = (await events(['PersonErased'])).filter(({ data }) => (data as { erasureId: string }).erasureId === asked.erasureId);
      expect(again).toHaveLength(1);
      expect(await ask('/erasures', asked)).toMatchObject({ status: 200, body: { state: 'erased', suppressed: true } });
    });
  });
});

const metaOf = ({ organization, actor, app, correlationId, causationId, recordedAt }: RecordedEvent): Meta => ({ organization, actor, app, correlationId, causationId, receivedAt: recordedAt, provenance: null });
