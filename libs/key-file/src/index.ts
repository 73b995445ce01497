export { KeyFile, keysFrom, type KeyKind, type KeysInUse } from './key-file.js';
