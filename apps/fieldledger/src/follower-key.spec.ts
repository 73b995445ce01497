import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseApiKey, type StoredKey } from '@fieldledger/http';
import { followerKey } from './follower-key.js';

describe('the key of the stack’s reporting service', () => {
  const folder = mkdtempSync(join(tmpdir(), 'fieldledger-follower-'));
  const file = join(folder, 'feed-example.key');
  afterAll(() => rmSync(folder, { recursive: true }));

  /** The keys in force of one database. */
  const database = (inForce = new Map<string, StoredKey>()) => ({
    inForce, find: async (id: string) => inForce.get(id), add: async (key: StoredKey) => void inForce.set(key.keyId, key),
  });

  it('is made once, for its owner alone, and made anew when it was revoked or the database is another', async () => {
    const [first, second] = [database(), database()];
    const key = await followerKey(first, 'ours', file);
    expect(first.inForce.get(parseApiKey(key)!.keyId)).toMatchObject({ organization: 'ours', scopes: ['read'], app: 'feed-example' });
    expect([readFileSync(file, 'utf8'), statSync(file).mode & 0o777]).toEqual([`${key}\n`, 0o600]);
    expect(await followerKey(first, 'ours', file)).toBe(key);

    first.inForce.clear();
    const next = await followerKey(first, 'ours', file);
    expect([...first.inForce.keys()]).toEqual([parseApiKey(next)!.keyId]);
    const other = await followerKey(second, 'theirs', file);
    expect(new Set([key, next, other]).size).toBe(3);
    expect(await followerKey(second, 'theirs', file)).toBe(other);
    expect([readFileSync(file, 'utf8'), statSync(file).mode & 0o777]).toEqual([`${other}\n`, 0o600]);
  });
});
