import { readFile } from 'node:fs/promises';
import { requireZone } from './local-time.js';
import type { Defaults, Source } from './source.js';

/** A format's reader: it gets the mapping as parsed JSON. */
type Format = (mapping: unknown, defaults: Defaults) => Source;

/** Each format, by the name it has on the command line; loaded when a file of it is to be read. */
const FORMATS: Readonly<Record<string, () => Promise<Format>>> = {
  'canvass-csv': async () => (await import('./canvass-csv/canvass-csv.js')).canvassCsv,
  'van-contact-history': async () => (await import('./van-contact-history/van-contact-history.js')).vanContactHistory,
  'actblue-csv': async () => (await import('./actblue/actblue-csv.js')).actBlueCsv,
  'fec-bulk': async () => (await import('./fec-bulk/fec-bulk.js')).fecBulk,
  'fec-bulk-deletes': async () => (await import('./fec-bulk/fec-bulk.js')).fecBulkDeletes,
  'fec-filing': async () => (await import('./fec-filing/fec-filing.js')).fecFiling,
  mobilize: async () => (await import('./mobilize/mobilize.js')).mobilize,
  'van-signups': async () => (await import('./van-signups/van-signups.js')).vanSignups,
  'osdi-attendances': async () => (await import('./osdi-attendances/osdi-attendances.js')).osdiAttendances,
};

/** The formats there are. */
export const FORMAT_NAMES: readonly string[] = Object.keys(FORMATS);

/** @throws Error when there is no such format, or its mapping or an option is wrong */
export async function sourceFor({ format, mapping, zone, campaign }: { format: string; mapping?: string } & Defaults): Promise<Source> {
  const load = Object.hasOwn(FORMATS, format) ? FORMATS[format] : undefined;
  if (!load) throw new Error(`There is no format "${format}". There are: ${FORMAT_NAMES.join(', ')}.`);
  if (zone !== undefined) requireZone(zone);
  const parsed = mapping === undefined ? undefined : await parsedFile(mapping);
  const formatOf = await load();
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
