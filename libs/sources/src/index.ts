export { FORMAT_NAMES } from './formats.js';
export { importFile, type ImportFileOptions, type ImportProgress, type ImportSummary } from './import-file.js';
export type { Door, ItemOutcome, PostBody, SendItems } from './item-outcome.js';
