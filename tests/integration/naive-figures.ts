import type { By, NaiveVolunteering } from './naive-volunteering.js';
import { allPages, byGroup, type AskReport } from './reports-asked.js';

const hoursOf = (figures: Record<string, number>) => ({ ...figures, hours: Math.round((figures.seconds! / 3600 + Number.EPSILON) * 100) / 100 });

/** Every report on volunteers in every grouping, against what the naive count has, to the last unit. */
export async function expectNaiveFigures(report: AskReport, naive: NaiveVolunteering): Promise<void> {
  for (const dimension of ['eventType', 'event', 'shift', 'day', 'organizer', 'source', 'role', 'campaign', 'confirmations', 'leadTime', 'outcome'] as const) {
    const { rows, totals } = await report(`show-rates?groupBy=${dimension}`);
    expect([dimension, byGroup(rows, dimension)]).toEqual([dimension, naive.showRates(dimension)]);
    expect(totals).toEqual(naive.showRates('nothing')['']);
  }
  for (const dimension of ['volunteer', 'eventType', 'event', 'shift', 'day', 'week', 'organizer', 'role', 'campaign', 'review'] as const) {
    const { rows, totals } = await report(`volunteer-hours?groupBy=${dimension}`);
    const by: By = dimension === 'day' ? 'dayWorked' : dimension;
    expect([dimension, byGroup(rows, dimension)]).toEqual([dimension, Object.fromEntries(Object.entries(naive.hours(by)).map(([name, figures]) => [name, hoursOf(figures)]))]);
    expect(totals).toEqual(hoursOf(naive.hours('nothing')['']!));
  }
  for (const dimension of ['eventType', 'event', 'shift', 'organizer', 'source', 'role', 'campaign', 'day'] as const) {
    const { rows, totals } = await report(`confirmation-funnel?groupBy=${dimension}`);
    expect([dimension, byGroup(rows, dimension)]).toEqual([dimension, naive.funnel(dimension)]);
    expect(totals).toEqual(naive.funnel('nothing')['']!);
  }
  for (const dimension of ['volunteer', 'canvasser', 'turf', 'eventType', 'event', 'shift', 'day', 'organizer', 'campaign'] as const) {
    const { rows, totals } = await report(`productivity?groupBy=${dimension}`);
    expect([dimension, byGroup(rows, dimension)]).toEqual([dimension, naive.productivity(dimension)]);
    expect(totals).toEqual({ ...naive.productivity('nothing')[''], outsideShifts: naive.outsideShifts() });
  }
  const activity = new Map<unknown, { attempts: number; contacts: number }>();
  for (const { canvasser, attempts, contacts } of (await report('canvasser-activity')).rows as { canvasser: string | null; attempts: number; contacts: number }[]) {
    const { attempts: before, contacts: reached } = activity.get(canvasser ?? '') ?? { attempts: 0, contacts: 0 };
    activity.set(canvasser ?? '', { attempts: before + attempts, contacts: reached + contacts });
  }
  expect(Object.fromEntries(activity)).toEqual(naive.canvassers());
  const { rows } = await report('shift-calendar');
  expect(Object.fromEntries(rows.map(({ shift, role, startsAt: _from, endsAt: _until, zone: _zone, location: _location, calledOffAt: _off, ...place }) => [`${shift} ${role ?? ''}`, place]))).toEqual(naive.calendar());
}

/** Every signup at each of its shifts, as `show-rates/signups` lists them; so a wrong figure is found in the story that it comes from. */
export async function expectNaiveSignups(report: AskReport, naive: NaiveVolunteering): Promise<void> {
  const listed = await allPages(report, 'show-rates/signups');
  expect(Object.fromEntries(listed.map(({ signupId, shift, status: _status, ...row }) => [`${signupId} ${shift ?? ''}`, row]))).toEqual(naive.listed());
}

/** The histories of some of those who signed up, with all that was corrected in them, and their hours under whichever reference they are asked for. */
export async function expectNaiveHistories(report: AskReport, naive: NaiveVolunteering, some: number): Promise<void> {
  const hours = naive.hours('volunteer');
  for (const reference of naive.references().slice(0, some)) {
    const { references, totals } = await report(`volunteer-history?volunteer=${reference}`);
    expect([reference, { references, totals }]).toEqual([reference, naive.history(reference)]);
    const worked = await report(`volunteer-hours?volunteer=${reference}`);
    expect([reference, worked.totals]).toEqual([reference, hoursOf(hours[naive.personOf(reference)] ?? { shifts: 0, volunteers: 0, seconds: 0, inReview: 0, overlapping: 0 })]);
  }
}
