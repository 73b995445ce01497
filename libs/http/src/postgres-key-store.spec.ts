import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { startTestPostgres } from '@fieldledger/testing';
import { newApiKey, type Scope } from './api-key.js';
import { PostgresKeyStore } from './postgres-key-store.js';

describe('keys of apps', () => {
  const [ours, theirs] = [randomUUID(), randomUUID()];
  let postgres: Awaited<ReturnType<typeof startTestPostgres>>;
  let keys: PostgresKeyStore;
  /** Of another app, which is a process of its own. */
  let elsewhere: PostgresKeyStore;
  beforeAll(async () => {
    postgres = await startTestPostgres();
    [keys, elsewhere] = [await PostgresKeyStore.open(postgres), await PostgresKeyStore.open(postgres)];
    for (const id of [ours, theirs]) await keys.addOrganization({ id, name: id });
  });
  afterAll(async () => {
    await Promise.all([keys.close(), elsewhere.close()]);
    await postgres.stop();
  });

  async function issued(organization: string, scopes: Scope[]) {
    const { stored } = newApiKey({ organization, scopes, app: 'canvasser' });
    await keys.add(stored);
    return stored;
  }

  it('are each what they were issued as, and of nobody else', async () => {
    const [first, second] = [await issued(ours, ['ingest', 'read']), await issued(theirs, ['audit'])];
    expect(await keys.find(first.keyId)).toEqual(first);
    expect(await elsewhere.find(second.keyId)).toEqual(second);
    expect(await keys.find('000000000000')).toBeUndefined();
    await expect(keys.add({ ...second, keyId: first.keyId })).rejects.toThrow();
    expect(await elsewhere.find(first.keyId)).toEqual(first);
  });

  it('are revoked by their own organization alone, and once', async () => {
    const [key, another] = [await issued(ours, ['ingest']), await issued(ours, ['ingest'])];
    expect(await keys.revoke(theirs, key.keyId)).toBe(false);
    expect(await keys.find(key.keyId)).toEqual(key);
    expect(await keys.revoke(ours, key.keyId)).toBe(true);
    expect(await keys.find(key.keyId)).toBeUndefined();
    expect(await keys.revoke(ours, key.keyId)).toBe(false);
    expect(await keys.find(another.keyId)).toEqual(another);
  });

  it('are in force within two seconds after they were issued elsewhere, and in none once they were revoked there', async () => {
    const { stored } = newApiKey({ organization: ours, scopes: ['ingest'], app: 'canvasser' });
    expect(await elsewhere.find(stored.keyId)).toBeUndefined();
    await keys.add(stored);
    expect(await keys.find(stored.keyId)).toEqual(stored);
    await pause(2_100);
    expect(await elsewhere.find(stored.keyId)).toEqual(stored);
    await keys.revoke(ours, stored.keyId);
    await pause(2_100);
    expect(await elsewhere.find(stored.keyId)).toBeUndefined();
  });
});
