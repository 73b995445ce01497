export { ActBlueModule } from './actblue/actblue.module.js';
export { FileFault, isFileFault } from './file-fault.js';
export { FORMAT_NAMES, sourceFor } from './formats.js';
export { importFile, type ImportFileOptions, type ImportProgress, type ImportSummary } from './import-file.js';
export { inputFile, type InputFile } from './input-file.js';
export type { Door, ItemOutcome, PostBody, SendItems } from './item-outcome.js';
export type { Defaults, OpenedFile, ReadRow, RowItem, RowReading, Source } from './source.js';
