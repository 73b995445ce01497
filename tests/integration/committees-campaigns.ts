import { nameUuid } from '@fieldledger/kernel';
import { ReportsDoor } from './reports-door.js';

export const COMMITTEE = 'C00999999';
export const id = (name: string) => nameUuid('schedules', name);
export const AUGUST = `committee=${COMMITTEE}&from=20260801&to=20260831`;

/** Everybody here is invented. */
export const PEOPLE = {
  zebulon: { entityType: 'IND', lastName: 'Quillfeather', firstName: 'Zebulon', street1: '12 Alder Row', city: 'Columbus', state: 'OH', zip: '43215-1234', employer: 'Alder & Sons', occupation: 'Bookbinder' },
  ottilie: { entityType: 'IND', lastName: 'Marchbanks', firstName: 'Ottilie', zip: '45402' },
  pac: { entityType: 'PAC', committeeId: 'C00888888', organizationName: 'Bookbinders for Better Glue' },
} as const;
type Who = keyof typeof PEOPLE;

export interface Row {
  readonly [member: string]: unknown;
  readonly part: string;
  readonly transactionId: string;
  readonly amountCents: number;
  readonly aggregateCents: number;
  readonly events: string[];
}
export interface Answer {
  readonly book: string;
  readonly leftAside: Record<string, number>;
  readonly rules: string;
  readonly donors: string;
  readonly rows: Row[];
  readonly totals: Record<string, number>;
  readonly lines: Record<string, Record<string, number>>;
  readonly heldOut?: Row[];
  readonly overdrawn?: Row[];
}

/** Campaigns of a committee, each an organization of its own, and ways to give to them and ask of them, while a suite runs. */
export function committeesCampaigns() {
  let opened: ReportsDoor;
  let organizations = 0;
  beforeAll(async () => void (opened = await ReportsDoor.open()));
  afterAll(async () => opened.close());
  const door = () => opened;
  const organization = () => nameUuid('schedules', 'organization', String(++organizations));
  return {
    door, organization,
    /** Another campaign; its app's key, one that may see persons, and its administrator's. */
    campaign() {
      const its = organization();
      return { app: opened.keyOf(its, ['ingest', 'read']), treasurer: opened.keyOf(its, ['personal']), admin: opened.keyOf(its, ['admin']) };
    },
    give: (key: string, name: string, who: Who, amountCents: number, receivedOn: string, more: object = {}) =>
      opened.send(key, '/contributions', { contributionId: id(name), committeeId: COMMITTEE, committeeKind: 'candidate', amountCents, receivedOn, electionCode: 'G2026', contributor: PEOPLE[who], ...more }),
    ask: async (key: string, report: string, query = AUGUST): Promise<Answer> => opened.send<Answer>(key, `/reports/${report}?${query}&minPosition=${(await opened.log.horizon()).position}`),
  };
}

/** Of each row of a schedule, what it counts, how it adds up and whether it is listed. */
export const shown = ({ rows }: Answer) => rows.map(({ part, line, day, amountCents, aggregateCents, itemized, memo }) => [part, line, day, amountCents, aggregateCents, itemized, memo]);
