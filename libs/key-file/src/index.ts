export { KeyFile, keysFrom, type KeysInUse } from './key-file.js';
