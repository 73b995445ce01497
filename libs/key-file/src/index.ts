export { replaceDurably, writeDurably } from './durable-write.js';
export { KeyFile, keysFrom, type KeysInUse } from './key-file.js';
