import { randomUUID } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { newApiKey, SCOPES, type KeyStore, type Scope, type StoredKey } from './api-key.js';
import { credentialOf, holds, KeyRequired } from './identity.guard.js';

const organization = randomUUID();
const given = (scopes: Scope[]) => newApiKey({ organization, scopes, app: 'canvasser' });

describe('a key', () => {
  it.each<[Scope, Scope[]]>([
    ['ingest', ['ingest']],
    ['read', ['read']],
    ['personal', ['read', 'personal']],
    ['audit', ['read', 'audit']],
    ['admin', [...SCOPES]],
  ])('of scope %s may do what needs %j, and nothing else', (scope, may) => {
    expect(SCOPES.filter((needed) => holds(given([scope]).stored, needed))).toEqual(may);
  });

  it('is the one that was issued, to the last letter, whoever else is known', async () => {
    const [ours, theirs] = [given(['read']), given(['admin'])];
    const known = new Map<string, StoredKey>([ours, theirs].map(({ stored }) => [stored.keyId, stored]));
    const keys = { find: async (keyId: string) => known.get(keyId) } as KeyStore;
    const sentBy = (authorization: string, basic: boolean) => credentialOf({ headers: { authorization } } as FastifyRequest, basic, keys);
    expect(await sentBy(`Bearer ${ours.key}`, false)).toBe(ours.stored);
    const secretOf = (key: string) => key.slice('fl_'.length + 12 + 1);
    const mixed = `fl_${theirs.stored.keyId}_${secretOf(ours.key)}`;
    const changed = ours.key.replace(/.$/, (last) => (last === 'A' ? 'E' : 'A'));
    for (const key of [mixed, changed, `${ours.key}A`, ours.key.slice(0, -1), ours.key.toUpperCase(), given(['admin']).key, '', ` ${ours.key} `]) {
      await expect(sentBy(`Bearer ${key}`, false)).rejects.toThrow(KeyRequired);
    }
    const basic = `Basic ${Buffer.from(`app:${ours.key}`).toString('base64')}`;
    await expect(sentBy(basic, false)).rejects.toThrow(KeyRequired);
    expect(await sentBy(basic, true)).toBe(ours.stored);
  });

  it('is kept as a hash, from which nobody can tell it', () => {
    const { key, stored } = given(['read']);
    expect(Object.keys(stored).sort()).toEqual(['app', 'keyId', 'organization', 'scopes', 'secretHash']);
    expect(stored.secretHash).toHaveLength(32);
    expect(Object.values(stored).map(String).join()).not.toContain(key.slice(-43));
    expect(stored.secretHash.toString('base64url')).not.toBe(key.slice(-43));
  });
});
