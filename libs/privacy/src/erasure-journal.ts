import { readFile } from 'node:fs/promises';
import { writeDurably } from '@fieldledger/key-file';
import type { RecordedEvent, Tell } from '@fieldledger/kernel';

/** An erasure as it was recorded: as much of the event as it takes to record it again. Ids and tokens only. */
export type JournalEntry = Pick<
  RecordedEvent,
  'id' | 'type' | 'schemaVersion' | 'organization' | 'stream' | 'occurredAt' | 'recordedAt' | 'actor' | 'app' | 'correlationId' | 'causationId' | 'digest' | 'data'
>;

/** Where erasures are written down besides the log: what a restored backup has forgotten is known from there. */
export interface ErasureJournal {
  /** Everything that was noted, in order. */
  entries(): Promise<readonly JournalEntry[]>;
  /** Notes what is not noted yet, durably, before it returns. */
  note(entries: readonly JournalEntry[]): Promise<void>;
}

/** A file outside of the database, for its owner alone, to which lines are only ever added. */
export class FileErasureJournal implements ErasureJournal {
  private noted: Map<string, JournalEntry> | undefined;
  private endsInLine = true;

  constructor(
    readonly path: string,
    /** Where it is told that a line cannot be read. */
    private readonly tell: Tell,
  ) {}

  async entries(): Promise<readonly JournalEntry[]> {
    return [...(await this.known()).values()];
  }

  async note(entries: readonly JournalEntry[]): Promise<void> {
    const known = await this.known();
    const fresh = entries.filter(({ id }) => !known.has(id)).map(entryOf);
    if (fresh.length === 0) return;
    const lines = `${this.endsInLine ? '' : '\n'}${fresh.map((entry) => `${JSON.stringify(entry)}\n`).join('')}`;
    // What fails may have written a part of them.
    this.endsInLine = false;
    await writeDurably(this.path, 'a', lines);
    this.endsInLine = true;
    for (const entry of fresh) known.set(entry.id, entry);
  }

  private async known(): Promise<Map<string, JournalEntry>> {
    return (this.noted ??= await this.read());
  }

  private async read(): Promise<Map<string, JournalEntry>> {
    const text = await readFile(this.path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return '';
      throw new Error(`The journal of erasures ${this.path} cannot be read (${error.code}). Let this program read it; nothing is served without it.`, { cause: error });
    });
    this.endsInLine = text === '' || text.endsWith('\n');
    const entries = text.split('\n').flatMap((line, n) => (line === '' ? [] : (parsed(line) ?? this.unreadable(n + 1))));
    return new Map(entries.map((entry) => [entry.id, entry]));
  }

  /** A crash may tear the last line that was being written: then its key was not destroyed yet, and the log has the event. */
  private unreadable(line: number): [] {
    this.tell(`Line ${line} of ${this.path} was torn by a crash and is left out; the log has what it was about.`, 'warn');
    return [];
  }
}

/** For a vault that is gone when the process is. */
export class MemoryErasureJournal implements ErasureJournal {
  private readonly noted = new Map<string, JournalEntry>();

  async entries(): Promise<readonly JournalEntry[]> {
    return [...this.noted.values()];
  }

  async note(entries: readonly JournalEntry[]): Promise<void> {
    for (const entry of entries) if (!this.noted.has(entry.id)) this.noted.set(entry.id, entryOf(entry));
  }
}

function entryOf({ id, type, schemaVersion, organization, stream, occurredAt, recordedAt, actor, app, correlationId, causationId, digest, data }: JournalEntry): JournalEntry {
  return { id, type, schemaVersion, organization, stream, occurredAt, recordedAt, actor, app, correlationId, causationId, digest, data };
}

function parsed(line: string): JournalEntry | undefined {
  try {
    return JSON.parse(line) as JournalEntry;
  } catch {
    return undefined;
  }
}
