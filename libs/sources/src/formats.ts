import { readFile } from 'node:fs/promises';
import { actBlueCsv } from './actblue/actblue-csv.js';
import { canvassCsv } from './canvass-csv/canvass-csv.js';
import { fecBulk, fecBulkDeletes } from './fec-bulk/fec-bulk.js';
import { fecFiling } from './fec-filing/fec-filing.js';
import { requireZone } from './local-time.js';
import { mobilize } from './mobilize/mobilize.js';
import { osdiAttendances } from './osdi-attendances/osdi-attendances.js';
import type { Defaults, Source } from './source.js';
import { vanContactHistory } from './van-contact-history/van-contact-history.js';
import { vanSignups } from './van-signups/van-signups.js';

/** Each format, by the name it has on the command line; it gets its mapping as parsed JSON. */
const FORMATS: Readonly<Record<string, (mapping: unknown, defaults: Defaults) => Source>> = {
  'canvass-csv': canvassCsv,
  'van-contact-history': vanContactHistory,
  'actblue-csv': actBlueCsv,
  'fec-bulk': fecBulk,
  'fec-bulk-deletes': fecBulkDeletes,
  'fec-filing': fecFiling,
  mobilize,
  'van-signups': vanSignups,
  'osdi-attendances': osdiAttendances,
};

/** The formats there are. */
export const FORMAT_NAMES: readonly string[] = Object.keys(FORMATS);

/** @throws Error when there is no such format, or its mapping or an option is wrong */
export async function sourceFor({ format, mapping, zone, campaign }: { format: string; mapping?: string } & Defaults): Promise<Source> {
  const formatOf = Object.hasOwn(FORMATS, format) ? FORMATS[format] : undefined;
  if (!formatOf) throw new Error(`There is no format "${format}". There are: ${FORMAT_NAMES.join(', ')}.`);
  if (zone !== undefined) requireZone(zone);
  const parsed = mapping === undefined ? undefined : await parsedFile(mapping);
  try {
    return formatOf(parsed, { zone, campaign });
  } catch (error) {
    throw mapping === undefined ? error : new Error(`In ${mapping}: ${(error as Error).message}`, { cause: error });
  }
}

async function parsedFile(path: string): Promise<unknown> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new Error(`The mapping ${path} cannot be read (${error.code}).`, { cause: error });
  });
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new Error(`The mapping ${path} is not JSON: ${(error as Error).message}.`, { cause: error });
  }
}
