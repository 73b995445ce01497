export { KeyEncryptionKey } from './key-encryption-key.js';
export type { KeyRows } from './key-rows.js';
export { Lookups } from './lookups.js';
export { MemoryKeyRows } from './memory-key-rows.js';
export { PostgresKeyRows } from './postgres-key-rows.js';
export { isSealed, markedOf, PersonKey, type Place, type Sealed } from './sealed.js';
export type { Sealing } from './sealing.js';
export { VAULT, Vault, type ToSeal } from './vault.js';
