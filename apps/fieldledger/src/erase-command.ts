import { randomUUID } from 'node:crypto';
import type { ScrubStatus } from '@fieldledger/ingest';
import { answerOf, type Client } from './client.js';
import { printedTable } from './printed-table.js';
import { whenOver } from './when-over.js';

export interface EraseOptions {
  /** `system/scope/id` each. */
  readonly person: readonly string[];
  readonly donor: readonly string[];
  readonly record: readonly string[];
  readonly ground?: string;
  readonly requestedAt?: string;
  readonly id?: string;
  readonly whenHeld?: string;
  readonly alike?: string;
  readonly optOut?: boolean;
  readonly preview?: boolean;
  readonly list?: boolean;
  readonly scrub?: boolean;
}

interface Kept {
  readonly subjects: number;
  readonly records: number;
  readonly until: string;
  readonly holds: readonly { readonly recordId: string; readonly reason: string; readonly until: string }[];
}

interface Erasure {
  readonly erasureId: string;
  readonly state: string;
  readonly ground: string;
  readonly requestedAt: string;
  readonly erased: { readonly subjects: number; readonly records: number };
  readonly kept: Kept | null;
  readonly suppressed: boolean;
}

interface Preview {
  readonly references: readonly string[];
  readonly erased: { readonly subjects: number; readonly records: number; readonly kinds: Readonly<Record<string, number>> };
  readonly kept: Kept | null;
  readonly refused: boolean;
  readonly optOut: boolean;
  readonly alike: readonly { readonly names: readonly string[]; readonly records: number }[];
}

/** Erases a person, shows what that would do, or tells what became of requests. */
export async function erase(client: Client, options: EraseOptions, print: (text: string) => void): Promise<void> {
  if (options.list) return list(client, print);
  if (options.person.length + options.donor.length + options.record.length > 0) await (options.preview ? preview : carryOut)(client, requestOf(options), print);
  else if (!options.scrub) throw new Error('Say who is to be forgotten: --person system/scope/id, such as van/OH.myvoters/1044321 (or --donor, or --record); or --list.');
  if (options.scrub) await scrub(client, print);
}

async function carryOut(client: Client, request: object, print: (text: string) => void): Promise<void> {
  const { erasureId, erased, kept, suppressed } = await answerOf<Erasure>(await client.request('POST', '/erasures', request));
  print(`${erased.subjects > 0 ? `Erased: what was said of them in ${counted(erased.records, 'record')}.` : 'Nothing of them may be erased yet.'} The number of this request is ${erasureId}.`);
  if (kept) print(`Kept until ${kept.until}, when it is erased by itself:\n${holdsTable(kept)}`);
  if (suppressed) print('They are kept off lists from now on.');
}

async function preview(client: Client, request: object, print: (text: string) => void): Promise<void> {
  const { references, erased, kept, refused, optOut, alike } = await answerOf<Preview>(await client.request('POST', '/erasures/previews', request));
  const kinds = Object.entries(erased.kinds).map(([kind, n]) => `${kind} ${n}`).join(', ');
  print(`Known as ${references.join(', ') || 'no reference'}.\n${refused ? 'The request would be refused' : erased.subjects > 0 ? `Would be erased: what was said of them in ${counted(erased.records, 'record')}${kinds && ` (${kinds})`}` : 'Nothing of them may be erased yet'}${optOut ? '; lists would be kept from bringing them back' : ''}.`);
  if (kept) print(`Held until ${kept.until}:\n${holdsTable(kept)}`);
  if (alike.length > 0) print(`Others who have a name and ZIP code or an e-mail address in common with them; say with --alike whether they are the same-person or others:\n${alike.map(({ names, records }) => `  ${names.join(' ')}: ${counted(records, 'record')}`).join('\n')}`);
  print('Nothing was changed. The same command without --preview does it; it cannot be undone.');
}

async function list(client: Client, print: (text: string) => void): Promise<void> {
  const { erasures } = await answerOf<{ erasures: Erasure[] }>(await client.request('GET', '/erasures'));
  if (erasures.length === 0) return print('Nobody has asked to be forgotten.');
  print(printedTable(
    ['request', 'asked', 'ground', 'state', 'records', 'kept until'],
    erasures.map(({ erasureId, requestedAt, ground, state, erased, kept }) => [erasureId, requestedAt.slice(0, 10), ground, state, String(erased.records), kept?.until ?? '']),
  ));
}

async function scrub(client: Client, print: (text: string) => void): Promise<void> {
  const { scrubId } = await answerOf<{ scrubId: string }>(await client.request('POST', '/erasures/scrubs'));
  const { state, error, tables = [], segments = 0, left = [] } = await whenOver<ScrubStatus>(client, `/erasures/scrubs/${scrubId}`);
  if (state !== 'finished') throw new Error(error ?? `The scrub was ${state}.`);
  print(`${counted(tables.length, 'table')} written anew, ${counted(segments, 'segment')} of the write-ahead log dropped.${left.map((sentence) => `\nLeft to do: ${sentence}`).join('')}`);
}

function requestOf({ person, donor, record, ground, requestedAt, id, whenHeld, alike, optOut }: EraseOptions): object {
  if (ground === undefined) throw new Error('Say on what ground: --ground state-privacy-law, gdpr-art-17, court-order, address-confidentiality, consent-withdrawn, entered-in-error or other-law.');
  const references = person.map((text) => {
    const [, system, scope, own] = /^([^/]+)\/([^/]+)\/([^/]+)$/.exec(text) ?? [];
    if (own === undefined) throw new Error(`--person is system/scope/id, such as van/OH.myvoters/1044321; ${JSON.stringify(text)} is not.`);
    return { system, scope, id: own };
  });
  return {
    erasureId: id ?? randomUUID(), ground, requestedAt: requestedAt ?? new Date().toISOString(), whenHeld, alike, optOut,
    person: { ...(references.length > 0 && { references }), ...(donor.length > 0 && { donors: donor }), ...(record.length > 0 && { records: record }) },
  };
}

function holdsTable({ holds }: Kept): string {
  return printedTable(['contribution', 'why', 'until'], holds.map(({ recordId, reason, until }) => [recordId, reason, until]));
}

const counted = (n: number, what: string): string => `${n.toLocaleString('en-US')} ${what}${n === 1 ? '' : 's'}`;
