import type { Event, RecordedEvent } from '@fieldledger/kernel';
import { openNote, parseVkey, type SigningKey } from './note.js';

/** Where an organization's changes of key are recorded. */
export const KEYS_STREAM = 'ledger-keys';

/** From the leaf after this event on, another key signs; the one before it says so. */
export type LedgerKeyRotated = Event<'LedgerKeyRotated', { readonly from: string; readonly to: string; /** A note signed by the old key. */ readonly statement: string }>;

export const LEDGER_EVENT_VERSIONS = { LedgerKeyRotated: 1 } as const;

export const LEDGER_EXAMPLES: { readonly LedgerKeyRotated: LedgerKeyRotated } = {
  LedgerKeyRotated: {
    type: 'LedgerKeyRotated',
    data: {
      from: 'ledger.example.org/7b0c6d1e-0a51-4a53-8ad4-3f1f7a6f9c01+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k',
      statement: 'ledger.example.org/7b0c6d1e-0a51-4a53-8ad4-3f1f7a6f9c01/key-rotation/v1\n…\n',
      to: 'ledger.example.org/7b0c6d1e-0a51-4a53-8ad4-3f1f7a6f9c01+12ab34cd+AYohx4VTpBRqCEmLuUnmkmpZR0Yl6tPG1D6TmSjNTPwD',
    },
  },
};

const text = (maxLength: number) => ({ type: 'string', minLength: 1, maxLength });
const LEDGER_EVENT = 'LedgerKeyRotated.v1';

/** The JSON Schema (2020-12) of each event's payload, by `Type.vN`. */
export const LEDGER_EVENT_SCHEMAS: Readonly<Record<string, object>> = {
  [LEDGER_EVENT]: {
    $schema: 'https://json-schema.org/draft/2020-12/schema', $id: 'urn:fieldledger:event:LedgerKeyRotated:1', title: LEDGER_EVENT,
    type: 'object', properties: { from: text(400), statement: text(4_000), to: text(400) }, required: ['from', 'statement', 'to'], additionalProperties: false,
  },
};

/** The old key hands over to the new one. */
export function rotation(origin: string, from: SigningKey, to: SigningKey): LedgerKeyRotated {
  const vkey = to.vkey(origin);
  return { type: 'LedgerKeyRotated', data: { from: from.vkey(origin), statement: from.sign(origin, rotationText(origin, vkey)), to: vkey } };
}

/** The key that takes over with this event from one that signed before; undefined for any other event, and for a statement that the old key did not make. */
export function rotatedTo(event: RecordedEvent, origin: string, current: string): string | undefined {
  if (event.type !== 'LedgerKeyRotated' || event.stream !== KEYS_STREAM) return undefined;
  const { from, to, statement } = event.data as LedgerKeyRotated['data'];
  try {
    return from === current && openNote(statement, [parseVkey(from)]).text === rotationText(origin, to) ? parseVkey(to).vkey : undefined;
  } catch {
    return undefined;
  }
}

const rotationText = (origin: string, vkey: string): string => `${origin}/key-rotation/v1\n${vkey}\n`;
