import { join } from 'node:path';

/** Where real inputs are that are not ours to copy: beside this folder, or where the environment says. */
export const SHARED_DATA = process.env['FIELDLEDGER_SHARED_DATA'] ?? join(import.meta.dirname, '../../../../shared/data');
