import type { RuleSet } from '@fieldledger/finance-rules';
import type { ReadStore, Reflects, When } from '@fieldledger/kernel';
import { DONOR_COLUMNS, type DonorRule } from '../donor-matching.js';
import { withLinks } from '../person-timeline/with-links.js';
import { effectOf } from '../schedule-lines/aggregates.js';
import { lineColumns, TOLD } from '../schedule-lines/committee-lines.sql.js';
import { familiesOf, type Family } from '../schedule-lines/family.js';
import { itemsOf, type Item } from '../schedule-lines/item.js';
import { lineRead, type Line } from '../schedule-lines/line.js';
import { scheduleLines } from '../schedule-lines/schedule-lines.projection.js';

/** What a gift, or something that became of it, does to the aggregate of whoever has it. */
export interface Effect {
  readonly contributionId: string;
  /** Whose employer and occupation it makes a question: of the giver, by the contribution's own id, or of whom the reattribution gave a part. Null where it makes none. */
  readonly movementId: string | null;
  /** Its place among the effects of its gift. */
  readonly step: number;
  readonly day: string;
  readonly donor: string | null;
  readonly cents: number;
  /** What it adds to the aggregate. */
  readonly adds: number;
}

export interface Effects {
  /** Gifts of which something became; those among them that have no effect were never received. */
  readonly touched: readonly string[];
  readonly effects: readonly Effect[];
  readonly reflects: Reflects;
}

const TOUCHED = (donor: string) => `
  WITH touched AS MATERIALIZED (SELECT DISTINCT contribution_id FROM {{table}} WHERE organization = $1 AND NOT ${TOLD})
  SELECT line.* FROM touched CROSS JOIN LATERAL (SELECT ${lineColumns(donor)} FROM {{table}} AS line WHERE organization = $1 AND line.contribution_id = touched.contribution_id OFFSET 0) AS line`;

export interface EffectsAsked {
  readonly organization: string;
  readonly committee?: string;
  readonly donors: DonorRule;
  readonly rules: RuleSet;
  readonly when: When;
}

/** What became of our own gifts until a day, as the schedules have it. */
export async function effectsUntil(store: ReadStore, on: (reflects: Reflects) => string, { organization, committee, donors, rules, when }: EffectsAsked): Promise<Effects> {
  const { rows, reflects } = await store.rows<Line>(await withLinks(store, donors, { projection: scheduleLines.name, organization, sql: TOUCHED(DONOR_COLUMNS[donors]), parameters: [], when }));
  const { families } = familiesOf(rows.map(lineRead), on(reflects));
  const ours = families.filter(({ told }) => told.book === 'own' && told.kind === 'contribution' && (committee === undefined || told.committee === committee));
  return { touched: [...new Set(rows.map(({ contributionId }) => contributionId))], effects: ours.flatMap((family) => effectsOf(family, rules)), reflects };
}

const EVER = { from: '0000-01-01', to: '9999-12-31' };

function effectsOf(family: Family, rules: RuleSet): Effect[] {
  const { told: { contributionId }, movements } = family;
  // Nobody asks whose check the bank did not honor.
  const isAsked = !movements.some(({ line }) => line.kind === 'bounce');
  const effects = new Map<string, Effect>();
  for (const [step, item] of itemsOf(family, EVER).filter(({ part }) => part !== 'earmark-memo').entries()) {
    const movementId = isAsked ? askedOf(item) : null;
    const name = movementId ?? `step ${step}`;
    const before = effects.get(name);
    effects.set(name, { contributionId, movementId, step, day: item.day, donor: item.donor, cents: (before?.cents ?? 0) + item.cents, adds: (before?.adds ?? 0) + effectOf(item, rules) });
  }
  return [...effects.values()];
}

/** A part that a reattribution gave for several elections is one. */
function askedOf({ part, family: { told }, movement, donor, attributedBy }: Item): string | null {
  if (part === 'receipt') return told.contributionId;
  return part === 'reattribution-to' && attributedBy !== null && donor === movement!.donor ? movement!.movementId : null;
}
