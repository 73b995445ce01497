export { ActBlueModule } from './actblue/actblue.module.js';
export { FileFault, isFileFault } from './file-fault.js';
export { FORMAT_NAMES, sourceFor } from './formats.js';
export { importFile, type ImportFileOptions, type ImportSummary } from './import-file.js';
export { inputFile } from './input-file.js';
export type { Door, ItemOutcome, PostBody, SendItems } from './item-outcome.js';
export type { OpenedFile, RowItem } from './source.js';
