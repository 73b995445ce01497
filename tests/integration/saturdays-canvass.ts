import { nameUuid } from '@fieldledger/kernel';
import { ReportsDoor } from './reports-door.js';

export interface Answer {
  readonly rows: Record<string, unknown>[];
  readonly totals: Record<string, unknown>;
}

export const id = (...names: string[]) => nameUuid('volunteering', ...names);
export const [saturday, morning, afternoon] = [id('saturday'), id('morning'), id('afternoon')];

/** A canvass of two shifts on a Saturday, for each test of a suite in an organization of its own, and ways to tell and ask of it. */
export function saturdaysCanvass() {
  let door: ReportsDoor;
  let [organizations, key] = [0, ''];
  let told = 0;
  /** A number that nothing had before. Steps happen one after the other by it, so that no two are at the same moment. */
  const another = () => String(++told);
  /** Of the organization, for ids that are its own. */
  const mark = () => String(organizations);
  const keyOf = (scopes: Parameters<ReportsDoor['keyOf']>[1]) => door.keyOf(id('organization', mark()), scopes);
  const send = (path: string, body: object) => door.send(key, path, body);

  beforeAll(async () => void (door = await ReportsDoor.open()));
  afterAll(async () => door.close());
  beforeEach(async () => {
    organizations += 1;
    key = keyOf(['ingest', 'read']);
    await send('/volunteer-events', {
      volunteerEventId: saturday, eventType: 'canvass', zone: 'America/New_York', organizerId: 'organizer-3', roles: [{ roleId: 'canvasser', minimum: 3, goal: 5 }, { roleId: 'host', minimum: 1 }],
    });
    for (const [shiftId, starts, ends] of [[morning, '10:00', '13:00'], [afternoon, '14:00', '17:00']] as const) {
      await send('/shifts', { shiftId, volunteerEventId: saturday, starts: `2026-10-03T${starts}`, ends: `2026-10-03T${ends}`, zone: 'America/New_York', capacity: 3 });
    }
  });

  const step = (who: string, what: string, more: object = {}) => send('/signups/steps', {
    stepId: id(who, what, another()), signupId: id('signup', mark(), who), step: what, volunteer: { reference: { system: 'mobilize', scope: 'person', id: who }, lastName: 'Quillfeather' },
    at: new Date(Date.UTC(2026, 8, 25, 0, told)).toISOString(), ...more,
  });
  return {
    another, mark, send, step,
    /** The id of the step that was told last, which was this one. */
    lastStep: (who: string, what: string) => id(who, what, String(told)),
    /** As it is answered, a refusal too. */
    ask: (path: string, body: object) => door.ask(key, path, body),
    schedule: (who: string, more: object = {}) => step(who, 'scheduled', { shiftId: morning, roleId: 'canvasser', ...more }),
    async steps(who: string, ...whats: string[]): Promise<void> {
      for (const what of whats) await step(who, what);
    },
    report: async (name: string, query = '') => door.send<Answer>(key, `/reports/${name}?minPosition=${(await door.log.horizon()).position}${query && `&${query}`}`),
    withNames: (path: string) => door.send<Answer>(keyOf(['personal']), path),
  };
}
