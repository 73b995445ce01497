import type { Cycle, Recipient } from '@fieldledger/finance-rules';
import { LATEST, type ReadStore } from '@fieldledger/kernel';
import type { HeldGift, PersonalRecord, PersonalRecords, PersonFound } from '@fieldledger/people';
import { optedOutOf } from '../person-timeline/opted-out.js';
import { referencesOf } from '../person-timeline/person-timeline.query.js';
import type { SealedRecord } from './sealed-records.projection.js';

type Found = SealedRecord & { readonly recordId: string; readonly subject: string };

const COLUMNS = `
  record_id AS "recordId", subject, kind, other_subjects AS "otherSubjects", names, committee, recipient, cycle_years AS "cycleYears", cycle_ends_in AS "cycleEndsIn", individual, itemize,
  amount_cents AS "amountCents", received_on AS "receivedOn", withdrawn, filings, signed_on AS "signedOn"`;
const NAMED = `SELECT ${COLUMNS} FROM {{table}} WHERE organization = $1 AND subject <> '' AND (names && $2::text[] OR record_id = ANY($3::uuid[])) ORDER BY record_id, subject`;
const ERASURES = `SELECT erasure_id AS "erasureId" FROM {{table}} WHERE organization = $1 ORDER BY position`;
const WHOEVER_THEY_ARE_OF = `SELECT ${COLUMNS} FROM {{table}} WHERE organization = $1 AND subject = '' AND record_id = ANY($2::uuid[])`;

/** Finds persons by the tables of the reports. */
export class PersonsOnRecord implements PersonalRecords {
  constructor(private readonly store: ReadStore) {}

  async find(organization: string, asked: { readonly names: readonly string[]; readonly recordIds: readonly string[] }, alike: boolean): Promise<PersonFound> {
    const [names, mine] = [new Set(asked.names), new Map<string, Found>()];
    let others: readonly Found[] = [];
    // Whoever is found may be known by further references, and those be linked with others.
    for (let before = ''; before !== `${names.size} ${mine.size}`; ) {
      for (const reference of await this.linked(organization, [...names].filter(isReference))) names.add(`r:${reference}`);
      before = `${names.size} ${mine.size}`;
      const rows = await this.named(organization, [...new Set([...names, ...[...mine.values()].flatMap((row) => row.names)])], asked.recordIds);
      const keys = new Set([...mine.values()].map(({ subject }) => subject));
      // One key is one person, as far as anything can be destroyed for one alone.
      const isMine = (row: Found) => asked.recordIds.includes(row.recordId) || keys.has(row.subject) || row.names.some((name) => names.has(name));
      for (const row of rows.filter(isMine)) mine.set(idOf(row), row);
      for (const name of [...mine.values()].flatMap((row) => row.names)) if (alike || isReference(name)) names.add(name);
      others = rows.filter((row) => !mine.has(idOf(row)));
    }
    const records = [...mine.values()];
    const references = [...names].filter(isReference).map((name) => name.slice(2)).sort();
    const [told, { known, optedOut }] = await Promise.all([this.whoeverTheyAreOf(organization, records), optedOutOf(this.store, organization, references)]);
    return {
      references, known, optedOut,
      records: records.map((row) => recordOf(row, told)),
      alike: others.map((row) => recordOf(row, told)),
      ambiguous: asked.recordIds.filter((id) => new Set(records.filter(({ recordId }) => recordId === id).map(({ subject }) => subject)).size > 1),
    };
  }

  async erasures(organization: string): Promise<string[]> {
    const { rows } = await this.store.rows<{ erasureId: string }>({ projection: 'erasures', organization, sql: ERASURES, parameters: [], when: { minPosition: LATEST } });
    return rows.map(({ erasureId }) => erasureId);
  }

  private async linked(organization: string, names: readonly string[]): Promise<string[]> {
    const reached = await Promise.all(names.map((name) => referencesOf(this.store, name.slice(2), organization, { minPosition: LATEST })));
    return reached.flatMap(({ references }) => references);
  }

  private async named(organization: string, names: readonly string[], recordIds: readonly string[]): Promise<Found[]> {
    return (await this.store.rows<Found>({ projection: 'sealed_records', organization, sql: NAMED, parameters: [names, recordIds], when: { minPosition: LATEST } })).rows;
  }

  /** What became of records, and when filings were signed, by their ids. */
  private async whoeverTheyAreOf(organization: string, records: readonly Found[]): Promise<ReadonlyMap<string, Found>> {
    const ask = async (ids: readonly string[]) => {
      if (ids.length === 0) return [];
      return (await this.store.rows<Found>({ projection: 'sealed_records', organization, sql: WHOEVER_THEY_ARE_OF, parameters: [[...new Set(ids)]], when: { minPosition: LATEST } })).rows;
    };
    const told = await ask(records.map(({ recordId }) => recordId));
    const filings = await ask([...records, ...told].flatMap((row) => row.filings));
    return new Map([...told, ...filings].map((row) => [row.recordId, row]));
  }
}

const isReference = (name: string): boolean => name.startsWith('r:');
const idOf = ({ recordId, subject }: Found): string => `${recordId} ${subject}`;

function recordOf(row: Found, told: ReadonlyMap<string, Found>): PersonalRecord {
  const { recordId, kind, subject, otherSubjects, names } = row;
  return { recordId, kind: kind as PersonalRecord['kind'], subject, otherSubjects, names, gift: row.amountCents === null ? null : giftOf(row, told) };
}

function giftOf({ recordId, committee, recipient, cycleYears, cycleEndsIn, individual, itemize, amountCents, receivedOn, filings }: Found, told: ReadonlyMap<string, Found>): HeldGift {
  const whoever = told.get(recordId);
  const cycle: Cycle | undefined = cycleYears === null ? undefined : { years: cycleYears, endsIn: cycleEndsIn! };
  const inFilings = [...new Set([...filings, ...(whoever?.filings ?? [])])];
  return {
    committeeId: committee, recipient: recipient as Recipient | null, cycle, individual, itemize, amountCents: Number(amountCents), receivedOn: receivedOn!,
    filings: inFilings.map((id) => told.get(id)?.signedOn ?? null), withdrawn: whoever?.withdrawn ?? false,
  };
}

