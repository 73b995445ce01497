import { open } from 'node:fs/promises';
import { checkedObject, checkedOptionalText } from '../checked-json.js';
import { headedCsv } from '../headed-csv.js';
import type { InputFile } from '../input-file.js';
import { jsonItems, listed, type JsonItem } from '../json-items.js';
import { RowFault, type OpenedFile, type RowReading, type Source } from '../source.js';
import { attendanceReading } from './attendance-items.js';
import { deletedEventItem, eventReading } from './event-items.js';
import { participationReader } from './participation-row.js';

/** Mobilize's events, deleted events and attendances as JSON, and its mirror's participations as CSV, told apart by what stands in them. */
export function mobilize(json: unknown): Source {
  const encoding = checkedOptionalText(checkedObject(json ?? {}, 'The mapping', ['encoding']).encoding, 'encoding');
  const openCsv = headedCsv({ encoding, delimiter: [',', '\t'], readerFor: participationReader });
  const openJson = jsonItems({ itemsOfPage: ({ data }) => listed(data), read: readItem });
  return { name: 'mobilize', settings: { encoding }, open: async (input): Promise<OpenedFile> => ((await beginsAsJson(input)) ? openJson(input) : openCsv(input)) };
}

function readItem(item: JsonItem): RowReading {
  if ('deleted_date' in item && !('person' in item) && item.deleted_date !== null) return { items: [deletedEventItem(item)] };
  if ('person' in item && 'event' in item) return attendanceReading(item);
  if ('event_type' in item || 'timeslots' in item) return eventReading(item);
  throw new RowFault('unknown-object', 'The object is no event, deleted event or attendance of Mobilize. Export one of these.');
}

async function beginsAsJson({ path }: InputFile): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4096), 0, 4096, 0);
    // In UTF-16 every other byte of it is zero.
    return /^(?:\uFEFF|\uFFFD\uFFFD)?[\s\0]*[[{]/.test(buffer.toString('utf8', 0, bytesRead));
  } finally {
    await file.close();
  }
}
