import { randomUUID } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { Unavailable, type Meta, type RecordedEvent } from '@fieldledger/kernel';
import type { Vault } from '@fieldledger/privacy';
import { ErasureTrial, request, step, type Stranger } from './erasure-trial.js';

describe('a person who is to be forgotten, whatever becomes of a process or of the database', () => {
  const trial = new ErasureTrial();
  const { organization, journal, known, ask, erase, clearText, keeper, events, opened, openVault } = trial;
  beforeAll(() => trial.start());
  afterAll(() => trial.close());

  /** As when the process dies between the event and the keys. */
  const killedBeforeKeys = async <T>(work: () => Promise<T>): Promise<T> => {
    const erasures = trial.door.vault.erasures as { apply: unknown };
    erasures.apply = () => Promise.reject(new Unavailable('log-unreachable', 'killed'));
    try {
      return await work();
    } finally {
      delete erasures.apply;
    }
  };

  it('is forgotten within two seconds by another process that had their key', async () => {
    const { person } = await known();
    const other = await openVault();
    const theirs = (await events()).filter(({ data }) => JSON.stringify(data).includes(`"${person.reference.id}"`));
    const isForgotten = async () => (await other.unseal(theirs)).flatMap((clear) => Object.values(clear)).every((clear) => clear === null);
    expect(await isForgotten()).toBe(false);
    await erase({ references: [person.reference] });
    const since = Date.now();
    while (!(await isForgotten())) await new Promise((wake) => setTimeout(wake, 20));
    // And what a busy machine takes.
    expect(Date.now() - since).toBeLessThan(3_900);
  });

  it('whose erasure was recorded and not carried out, because of a crash, is forgotten at the next start', async () => {
    const { person } = await known();
    const asked = request({ references: [person.reference] });
    expect((await killedBeforeKeys(() => ask('/erasures', asked))).status).toBe(503);
    expect((await opened(await openVault(), `"${person.reference.id}"`)).some((clear) => clear !== null)).toBe(true);
    // Who follows the log has forgotten already, whatever became of the key.
    expect(await clearText()).not.toContain(person.lastName);
    const restarted = await openVault();
    expect(await restarted.erasures.restore(trial.door.log)).toMatchObject({ keys: 1, recordedAgain: 0 });
    expect((await opened(await openVault(), `"${person.reference.id}"`)).every((clear) => clear === null)).toBe(true);
    expect((await ask('/erasures', asked)).status).toBe(200);
  });

  it.each([
    ['the same request', async (asked: object) => expect((await ask('/erasures', asked)).status).toBe(200)],
    ['who looks for it every minute', async () => (await keeper(() => new Date())).stop()],
  ] as const)('whose erasure was interrupted is forgotten without a restart, too, by %s', async (_, comes) => {
    const { person } = await known();
    const asked = request({ references: [person.reference] });
    expect((await killedBeforeKeys(() => ask('/erasures', asked))).status).toBe(503);
    expect((await opened(await openVault(), `"${person.reference.id}"`)).some((clear) => clear !== null)).toBe(true);
    await comes(asked);
    expect((await opened(await openVault(), `"${person.reference.id}"`)).every((clear) => clear === null)).toBe(true);
  });

  it('is not made known again by an event that was sealed before and comes after', async () => {
    const { person } = await known();
    const [stale] = await (await openVault()).prepare(organization, [{ subject: (await trial.door.vault.lookups(organization)).subject('reference', ...(Object.values(person.reference) as [string, string, string])), members: { person: { lastName: person.lastName } } }]);
    await killedBeforeKeys(() => erase({ references: [person.reference] }));
    const [signup] = (await events(['SignupScheduled'])).filter(({ data }) => JSON.stringify(data).includes(`"${person.reference.id}"`));
    const id = randomUUID();
    const { type, schemaVersion, occurredAt, data } = signup!;
    await trial.door.log.append([{ stream: `signup-${id}`, expected: 'none', digest: '0'.repeat(64), meta: metaOf(signup!), events: [{ type, schemaVersion, occurredAt, id, data: { ...data, note: undefined, signupId: id, ...stale!.sealFor(id) } }] }]);
    expect(await clearText()).not.toContain(person.lastName);
    await trial.door.vault.erasures.apply(trial.door.log);
  });

  it('leaves every table as a rebuild makes it, when there is nothing left to open', () => trial.expectRebuildsEqual());

  describe('when a backup is restored that is older than the erasure', () => {
    const tables = ['privacy.person_keys', 'privacy.suppressions', 'privacy.erasure_progress', 'privacy.postponed_erasures'];
    const saved = async (schema: readonly string[]) => Promise.all(schema.map(async (name) => [name, (await trial.database.query<{ line: string }>(`SELECT row_to_json(it)::text AS line FROM ${name} AS it`)).rows.map(({ line }) => line)] as const));
    const putBack = async (backup: Awaited<ReturnType<typeof saved>>) => {
      for (const [name, lines] of backup) {
        await trial.database.query(`TRUNCATE ${name}`);
        for (const line of lines) await trial.database.query(`INSERT INTO ${name} SELECT * FROM json_populate_record(NULL::${name}, $1)`, [line]);
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
      expect(await started.erasures.restore(trial.door.log)).toMatchObject({ recordedAgain: 0, keys: expect.any(Number) });
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
      await trial.database.query('ALTER TABLE log.events DISABLE TRIGGER ALL; DELETE FROM log.events WHERE position >= $1::bigint'.replace('$1', String(Number(position))));
      await trial.database.query(`UPDATE log.head SET position = ${Number(position) - 1}; ALTER TABLE log.events ENABLE TRIGGER ALL`);
      await putBack(backup);
      const started = await openVault();
      expect(await started.erasures.restore(trial.door.log)).toMatchObject({ recordedAgain: 1 });
      expect(await isForgotten(started, sealed)).toBe(true);
      const again = (await events(['PersonErased'])).filter(({ data }) => (data as { erasureId: string }).erasureId === asked.erasureId);
      expect(again).toHaveLength(1);
      expect(await ask('/erasures', asked)).toMatchObject({ status: 200, body: { state: 'erased', suppressed: true } });
    });
  });
});

const metaOf = ({ organization, actor, app, correlationId, causationId, recordedAt }: RecordedEvent): Meta => ({ organization, actor, app, correlationId, causationId, receivedAt: recordedAt, provenance: null });
