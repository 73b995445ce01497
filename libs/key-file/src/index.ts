export { replaceDurably, writeDurably } from './durable-write.js';
export { KeyFile, keysFrom, type KeyKind, type KeysInUse } from './key-file.js';
