export { parseCheckpoint, type Head } from './checkpoint.js';
export { LEDGER_EVENT_SCHEMAS, LEDGER_EVENT_VERSIONS, LEDGER_EXAMPLES, type LedgerKeyRotated } from './key-events.js';
export { LEDGER, Ledger, sizeOf } from './ledger.js';
export { openNote, parseVkey, SigningKey, type NoteVerifier } from './note.js';
export { Notary, type NotaryOptions, type NotaryStatus } from './notary.js';
export { makeSigningKey, rotateSigningKey, signingKeysFrom, signingKeysIn, type SigningKeys } from './signing-keys.js';
export { EVENTS_IN_FILE, firstEventsOf, payloadFile } from './payload-files.js';
export { tilePath, tilesOf, TILE_WIDTH } from './tiles.js';
export type { WitnessSettings } from './witness.js';
