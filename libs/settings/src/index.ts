export { inPlainWords } from './plain-words.js';
export { adminKeyFile, erasuresFile, needed, serverFile, settings, type KafkaSettings, type LedgerSettings, type Settings } from './settings.js';
