import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BEGINNING, type RecordedEvent } from '@fieldledger/kernel';
import { importFile, type SendItems } from '@fieldledger/sources';
import { ACTBLUE_GIFT, actBlueFile, actBlueNotice, type ActBlueRow } from '@fieldledger/testing';
import { MemoryDoor } from './memory-door.js';

const basic = (user: string, password: string) => `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
const PLANTED = /Wintergreen|Peregrine|Lantern|Quayside|example\.org|4195550100|Cooper/;

describe("ActBlue's webhook", () => {
  let door: MemoryDoor;
  let [organization, key] = ['', ''];
  /** All that the door answered. */
  const told: string[] = [];
  beforeAll(async () => (door = await MemoryDoor.open()));
  afterAll(() => door.close());
  beforeEach(() => {
    organization = randomUUID();
    key = door.keyOf(organization, ['ingest']);
  });

  const notify = async (notice: object, authorization = basic('actblue', key)) => {
    const said = await door.send('/webhooks/actblue', notice, authorization);
    told.push(JSON.stringify(said.body));
    return said;
  };
  const receiptsOf = async (notice: object) => {
    const { status, body } = await notify(notice);
    expect([status, body.faults]).toEqual([200, undefined]);
    return body.lineitems as { lineitemId: string; contributionId: string; status: string; position: string; flags: string[] }[];
  };
  const statusOf = async (notice: object) => (await receiptsOf(notice)).map(({ status }) => status).join();
  const send: SendItems = async (to, items) => ((await door.send(`/${to}/batch?mode=partial`, { items }, `Bearer ${key}`)).body.items as Awaited<ReturnType<SendItems>>);
  const importRows = async (...rows: ActBlueRow[]) => {
    const file = join(mkdtempSync(join(tmpdir(), 'fieldledger-actblue-')), 'paid.csv');
    writeFileSync(file, actBlueFile(rows));
    const summary = await importFile({ file, format: 'actblue-csv', send, post: async () => ({}) });
    told.push(readFileSync(summary.outcomes, 'utf8'));
    return summary;
  };
  const events = async (): Promise<RecordedEvent[]> => door.log.read(BEGINNING, { limit: 10_000, organization });
  const types = async () => (await events()).map(({ type }) => type);
  const sightings = async () => (await events()).filter(({ type }) => type === 'ContributionSighted').map(({ data }) => data as { source: string; differs: string[]; flags: string[] });

  it('records what it tells, once, however often it is told', async () => {
    const [first] = await receiptsOf(actBlueNotice());
    expect(first).toEqual({ lineitemId: '710000001', contributionId: expect.stringMatching(/^[0-9a-f-]{36}$/), status: 'recorded', position: expect.stringMatching(/^\d{16}$/), flags: [] });
    expect(await receiptsOf(actBlueNotice())).toEqual([{ ...first, status: 'same' }]);
    expect(await types()).toEqual(['ContributionReceived']);
    expect((await events())[0]).toMatchObject({ stream: `contribution-${first!.contributionId}`, data: { committeeId: 'C00999999', amountCents: 2_500, receivedOn: '2026-08-14', source: 'actblue-webhook' }, provenance: { sourceSystem: 'actblue-webhook' } });
  });

  it('says up to which event all that it told is recorded, the start of a series and its charge too', async () => {
    const [receipt] = await receiptsOf(actBlueNotice({}, {}, { recurringPeriod: 'monthly', recurringDuration: 12 }));
    const positions = (await events()).map(({ position }) => position);
    expect(positions).toHaveLength(3);
    expect(receipt!.position).toBe(positions.at(-1));
  });

  it('makes one contribution of a lineitem that a file tells too, whichever comes first', async () => {
    const finals: unknown[] = [];
    for (const webhookFirst of [true, false]) {
      organization = randomUUID();
      key = door.keyOf(organization, ['ingest']);
      if (webhookFirst) expect(await statusOf(actBlueNotice())).toBe('recorded');
      expect(await importRows({})).toMatchObject({ accepted: 1, flagged: 0, refused: 0 });
      if (!webhookFirst) expect(await statusOf(actBlueNotice())).toBe('sighted');
      expect(await statusOf(actBlueNotice())).toBe('same');
      expect(await importRows({})).toMatchObject({ same: 1 });
      expect(await types()).toEqual(['ContributionReceived', 'ContributionSighted']);
      expect(await sightings()).toEqual([expect.objectContaining({ source: webhookFirst ? 'actblue-csv' : 'actblue-webhook', differs: [], flags: [] })]);
      const { source: _source, person: _person, feeCents: _fee, giver, ...data } = (await events())[0]!.data as Record<string, unknown> & { giver: object };
      finals.push({ ...data, giver: { ...giver, subject: undefined, nameZip: undefined, email: undefined } });
    }
    expect(finals[0]).toEqual(finals[1]);
  });

  it.each<[string, ActBlueRow, string[]]>([
    ['the amount', { Amount: '26.00' }, ['amountCents']], ['the employer', { 'Donor Employer': 'None' }, ['employer']], ['the day', { Date: '2026-08-13 13:03:11' }, ['receivedOn', 'receivedAt', 'earmark']],
    ['the form', { 'Fundraising Page': 'other' }, ['page']],
  ])('reports when the file and the notice differ in %s, and keeps what was told first', async (_what, change, differs) => {
    await receiptsOf(actBlueNotice());
    expect(await importRows(change)).toMatchObject({ flagged: 1, refused: 0 });
    expect(await sightings()).toMatchObject([{ differs: expect.arrayContaining(differs), flags: ['sources-differ'] }]);
    organization = randomUUID();
    key = door.keyOf(organization, ['ingest']);
    await importRows({});
    expect(await receiptsOf(actBlueNotice(change))).toMatchObject([{ status: 'sighted', flags: ['sources-differ'] }]);
    expect((await sightings())[0]!.differs.sort()).toEqual([...differs].sort());
    expect((await events())[0]!.data).toMatchObject({ amountCents: 2_500, receivedOn: '2026-08-14' });
  });

  it.each<[string, ActBlueRow, string[]]>([
    ['an e-mail address in capitals', { 'Donor Email': 'Peregrine@Example.ORG' }, []], ['an accent that is a sign of its own', { 'Donor City': 'Sandusky\u0301' }, []],
    ['blanks around a name', { 'Donor Last Name': ' Wintergreen ' }, []], ['an abbreviation with its dot', { 'Donor Addr1': '8 Lantern Quay.' }, ['street1']], ['four more digits of a ZIP code', { 'Donor ZIP': '44870-1234' }, ['zip']],
    ['a name in capitals', { 'Donor Last Name': 'WINTERGREEN' }, ['lastName']],
  ])('compares %s by what it means', async (_what, change, differs) => {
    await receiptsOf(actBlueNotice({ 'Donor City': change['Donor City']?.normalize('NFC') ?? 'Sandusky' }));
    expect(await importRows(change)).toMatchObject({ refused: 0 });
    expect(await sightings()).toMatchObject([{ differs }]);
  });

  it('compares what one file tells twice by the same names as what two tell', async () => {
    await importRows({}, { 'Donor Email': 'PEREGRINE@example.org' }, { 'Donor Employer': 'None' });
    expect(await sightings()).toMatchObject([{ differs: [] }, { differs: ['employer'] }]);
  });

  it('counts a refund once, whether its contribution is known or not, and whoever tells it', async () => {
    const refundedAt = '2026-08-20T23:30:00-04:00';
    expect(await receiptsOf(actBlueNotice({}, { refundedAt, paidAt: null }))).toMatchObject([{ status: 'recorded', flags: ['orphan-refund'] }]);
    expect(await statusOf(actBlueNotice())).toBe('recorded');
    expect(await statusOf(actBlueNotice({}, { refundedAt }))).toBe('same');
    expect(await importRows({ 'Refund ID': '5', 'Refund Date': '2026-08-20 23:30:00' })).toMatchObject({ flagged: 1, refused: 0 });
    expect(await types()).toEqual(['ContributionRefunded', 'ContributionReceived', 'ContributionSighted']);
    expect(await statusOf(actBlueNotice({ 'Lineitem ID': '2' }, { refundedAt }))).toBe('recorded');
    expect((await types()).slice(3)).toEqual(['ContributionReceived', 'ContributionRefunded']);
  });

  it.each<[string, ActBlueRow, object, string[]]>([
    ['amount', { Amount: '24.00' }, {}, ['amountCents']], ['day', { 'Refund Date': '2026-08-22 10:00:00' }, {}, ['refundedOn']], ['amount and day', {}, { amount: '24.00', refundedAt: '2026-08-22T10:00:00-04:00' }, ['amountCents', 'refundedOn']],
  ])('reports a refund whose %s the file and the notice tell differently, and keeps what was told first, whichever it was', async (_what, change, told, differs) => {
    const notice = actBlueNotice({}, { refundedAt: '2026-08-20T23:30:00-04:00', paidAt: null, ...told });
    const row = { 'Refund ID': '5', 'Refund Date': '2026-08-20 23:30:00', ...change };
    const refunds = async () => (await events()).filter(({ type }) => type === 'ContributionRefunded');
    const ofRefunds = async () => (await sightings()).filter((it) => 'movement' in it);
    for (const webhookFirst of [true, false]) {
      organization = randomUUID();
      key = door.keyOf(organization, ['ingest']);
      if (webhookFirst) await receiptsOf(notice);
      expect(await importRows(row)).toMatchObject({ accepted: webhookFirst ? 0 : 1, flagged: webhookFirst ? 1 : 0, refused: 0 });
      if (!webhookFirst) expect(await receiptsOf(notice)).toMatchObject([{ status: 'sighted', flags: ['sources-differ'] }]);
      expect(await statusOf(notice)).toBe('same');
      expect(await importRows(row)).toMatchObject({ same: 1, refused: 0 });
      const [first, ...more] = await refunds();
      expect(more).toEqual([]);
      const { refundId } = first!.data as { refundId: string };
      const sources = ['actblue-webhook', 'actblue-csv'];
      const [source, other] = webhookFirst ? sources : sources.reverse();
      expect(await ofRefunds()).toEqual([expect.objectContaining({ source: other, differs, movement: { movementId: refundId, eventId: first!.id, source }, flags: ['sources-differ'] })]);
    }
  });

  it('is one chargeback, whatever later files say of it', async () => {
    const recovered = (on: string) => ({ 'Recovery ID': '9', 'Recovery Date': on });
    await importRows(recovered('2026-08-24'));
    expect(await importRows(recovered('2026-08-25'))).toMatchObject({ flagged: 1, refused: 0 });
    expect(await types()).toEqual(['ContributionReceived', 'ContributionChargedBack', 'ContributionSighted']);
    expect(await sightings()).toMatchObject([{ differs: ['chargedBackOn'], flags: ['sources-differ'] }]);
  });

  it('follows a series from its first charge to its end', async () => {
    const monthly = { recurringPeriod: 'monthly', recurringDuration: 12 };
    await receiptsOf(actBlueNotice({}, {}, monthly));
    await receiptsOf(actBlueNotice({ 'Recurrence Number': '2', 'Lineitem ID': '2', Date: '2026-09-14 13:03:12' }, {}, monthly));
    expect(await statusOf(actBlueNotice({}, {}, { ...monthly, cancelledAt: '2026-10-01T10:00:00-04:00' }))).toBe('recorded');
    expect(await types()).toEqual(['ContributionReceived', 'SeriesStarted', 'SeriesCharged', 'ContributionReceived', 'SeriesCharged', 'SeriesCancelled']);
    expect(await importRows({ 'Recurring Total Months': '12' })).toMatchObject({ accepted: 1, refused: 0 });
    expect(new Set((await events()).filter(({ stream }) => stream.startsWith('series-')).map(({ stream }) => stream)).size).toBe(1);
    expect((await types()).slice(6)).toEqual(['ContributionSighted']);
    expect(await importRows({ 'Recurring Total Months': '12', 'Recurrence Number': '2', 'Lineitem ID': '2', Date: '2026-09-14 13:03:12', Amount: '20.00' })).toMatchObject({ flagged: 1, refused: 0 });
  });

  it('holds to how a series began as it was told first, and takes what else a file or a notice tells', async () => {
    const monthly = { recurringPeriod: 'monthly', recurringDuration: 12 };
    await receiptsOf(actBlueNotice({}, {}, monthly));
    const otherwise = { 'Recurring Total Months': '24', Amount: '26.00', 'Donor ZIP': '43215-1234', 'Reference Code': 'other' };
    for (const times of [1, 2]) expect([times, await importRows(otherwise)]).toMatchObject([times, { refused: 0 }]);
    expect(await statusOf(actBlueNotice({ Amount: '27.00' }, {}, monthly))).toBe('recorded');
    expect(await types()).toEqual(['ContributionReceived', 'SeriesStarted', 'SeriesCharged', 'ContributionSighted', 'SeriesCharged', 'ContributionSighted', 'SeriesCharged']);
    expect((await sightings()).map(({ flags }) => flags)).toEqual([['sources-differ'], ['sources-differ']]);
  });

  it('stores all lineitems of an order or none', async () => {
    const notice = actBlueNotice();
    const order = (second: object) => ({ ...notice, lineitems: [...notice.lineitems, { ...notice.lineitems[0], lineitemId: 2, entityId: 77, fecId: null, ...second }] });
    expect((await notify(order({ paidAt: '2099-01-01T00:00:00Z' }))).body).toMatchObject({ status: 400, code: 'date-out-of-range' });
    expect((await notify(order({ amount: '1.005' }))).body).toMatchObject({ status: 400, code: 'amount-format', faults: [{ field: '/lineitems/1/amount' }] });
    expect(await types()).toEqual([]);
    expect(await statusOf(order({}))).toBe('recorded,recorded');
    expect((await events()).map(({ data }) => (data as { committeeId: string }).committeeId)).toEqual(['C00999999', 'actblue-77']);
  });

  it('takes the organization from the key, sent as a password, in its two parts, or as everywhere else', async () => {
    const [, keyId, secret] = /^fl_([0-9a-f]{12})_(.+)$/.exec(key)!;
    for (const authorization of [basic('anybody', key), basic('', key), basic(keyId!, secret!), basic(keyId!, key), `Bearer ${key}`]) {
      expect([authorization, (await notify(actBlueNotice(), authorization)).status]).toEqual([authorization, 200]);
    }
    expect(await types()).toEqual(['ContributionReceived']);
  });

  it('is closed to whoever sends a wrong password, and says how to send a right one', async () => {
    const wrong = `${key.slice(0, -4)}AAAA`;
    for (const authorization of [basic('actblue', wrong), basic(key, ''), basic('actblue', ''), 'Basic', 'Basic !!', 'Basic YWN0Ymx1ZQ==', `Digest ${key}`, '']) {
      const answer = await fetch(`${door.address}/webhooks/actblue`, { method: 'POST', headers: { ...(authorization && { authorization }), 'content-type': 'application/json' }, body: JSON.stringify(actBlueNotice()) });
      const text = await answer.text();
      told.push(text);
      expect([authorization, answer.status, answer.headers.get('www-authenticate'), answer.headers.get('content-type')]).toEqual([authorization, 401, 'Basic realm="Fieldledger", charset="UTF-8", Bearer', expect.stringContaining('problem+json')]);
      expect(text).not.toContain(wrong);
    }
    expect((await notify(actBlueNotice(), basic('actblue', door.keyOf(organization, ['read'])))).body).toMatchObject({ status: 403, code: 'scope-missing' });
    expect(await types()).toEqual([]);
  });

  it('is the only door that takes Basic', async () => {
    const answer = await fetch(`${door.address}/sightings`, { method: 'POST', headers: { authorization: basic('actblue', key), 'content-type': 'application/json' }, body: '{}' });
    expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
    expect((await door.send('/reports/contact-rates', undefined, basic('x', door.keyOf(organization, ['read'])), 'GET')).status).toBe(401);
  });

  it('names what is wrong with a notice by its place', async () => {
    expect((await notify({ ...actBlueNotice(), lineitems: undefined })).body).toMatchObject({ status: 400, code: 'invalid-body', faults: [{ field: '/lineitems' }] });
    expect((await notify({ ...actBlueNotice(), donor: { lastname: ['Wintergreen'] } })).body).toMatchObject({ status: 400, faults: [{ field: '/donor/lastname' }] });
    expect((await notify(actBlueNotice({}, { paidAt: 'Wintergreen' }))).body).toMatchObject({ status: 400, code: 'bad-time', faults: [{ field: '/lineitems/0/paidAt' }] });
    expect((await notify(actBlueNotice({ 'Donor Last Name': 'Wintergreen'.repeat(20) }))).body).toMatchObject({ status: 400, faults: [{ field: '/donor/lastname' }] });
    expect(await types()).toEqual([]);
  });

  it('says nothing of a donor in any answer, and stores it sealed', async () => {
    await receiptsOf(actBlueNotice());
    expect(ACTBLUE_GIFT['Donor Last Name']).toMatch(PLANTED);
    expect(JSON.stringify(await door.log.read(BEGINNING, { limit: 10_000 }))).not.toMatch(PLANTED);
    expect(told.length).toBeGreaterThan(30);
    expect(told.filter((text) => PLANTED.test(text))).toEqual([]);
  });
});
