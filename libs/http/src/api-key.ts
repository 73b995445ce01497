import { randomBytes, timingSafeEqual } from 'node:crypto';
import { sha256 } from '@fieldledger/kernel';

/** What a key may do: send facts, read reports, read them with the names of persons in clear, audit (look at everything but names, and write nothing), everything. */
export const SCOPES = ['ingest', 'read', 'personal', 'audit', 'admin'] as const;
export type Scope = (typeof SCOPES)[number];

/** Who is at the door: bound to one organization, whatever the body says. */
export interface Credential {
  readonly keyId: string;
  readonly organization: string;
  readonly scopes: readonly Scope[];
  /** The app that the key was given to. */
  readonly app: string;
}

/** A credential as it is kept: with the hash of its secret, never the secret. */
export interface StoredKey extends Credential {
  /** SHA-256 of the secret; the secret has 256 random bits, so no slow hash is needed. */
  readonly secretHash: Buffer;
}

/** Where keys are kept. */
export interface KeyStore {
  find(keyId: string): Promise<StoredKey | undefined>;
  add(key: StoredKey): Promise<void>;
  /** True when there was such a key in force in that organization. */
  revoke(organization: string, keyId: string): Promise<boolean>;
}

/** Under this name an app provides the key store it chose. */
export const KEY_STORE = Symbol('KeyStore');

/** A fresh key, shown once, and what to keep of it. */
export function newApiKey(credential: Omit<Credential, 'keyId'>): { readonly key: string; readonly stored: StoredKey } {
  const keyId = randomBytes(6).toString('hex');
  const secret = randomBytes(32).toString('base64url');
  return { key: `fl_${keyId}_${secret}`, stored: { ...credential, keyId, secretHash: hashOf(secret) } };
}

/** The two parts of a key; undefined for what is none. */
export function parseApiKey(key: string): { readonly keyId: string; readonly secret: string } | undefined {
  const match = /^fl_([0-9a-f]{12})_([A-Za-z0-9_-]{43})$/.exec(key);
  return match ? { keyId: match[1]!, secret: match[2]! } : undefined;
}

/** Compares in constant time. */
export function secretMatches(secret: string, { secretHash }: StoredKey): boolean {
  return timingSafeEqual(hashOf(secret), secretHash);
}

function hashOf(secret: string): Buffer {
  return Buffer.from(sha256(secret), 'hex');
}
