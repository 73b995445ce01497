export { importFile, type ImportFileOptions, type ImportProgress, type ImportSummary } from './import-file.js';
export type { ItemOutcome } from './item-outcome.js';
