import { INSTANT, TEXT, TRUTH } from '@fieldledger/http';
import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { READ_STORE, Rejection, type ReadStore, type Reflects, type When } from '@fieldledger/kernel';
import { isReference } from '../asked-values.js';
import { each, ID_OR_NULL, TEXT_OR_NULL, WORDS } from '../columns.js';
import { pinned } from '../when-asked.js';
import { REACH } from './reach.js';

/**
 * In the order things were recorded. What names no person belongs to whom its signup is, or its attempt, as that was told last; an attempt is marked
 * voided when a later void of it has no later fresh attempt, a step when it was voided, before it came or after. The void says
 * of which step and of whom it is, also where it came first.
 */
export const TIMELINE = `
  WITH RECURSIVE ${REACH},
  own AS MATERIALIZED (
    SELECT * FROM {{table}} WHERE organization = $1 AND person IN (SELECT reference FROM reach)
    UNION SELECT * FROM {{table}} WHERE organization = $1 AND link_id IS NOT NULL AND same IN (SELECT reference FROM reach)
  ),
  tried AS (
    SELECT attempt_id FROM own WHERE attempt_id IS NOT NULL AND (
      SELECT person FROM {{table}} AS attempt WHERE attempt.organization = $1 AND attempt.attempt_id = own.attempt_id AND attempt.type = 'ContactAttempted' ORDER BY attempt.position DESC LIMIT 1
    ) IN (SELECT reference FROM reach)
  ),
  moment AS (
    SELECT * FROM own
    UNION ALL SELECT * FROM {{table}} WHERE organization = $1 AND person IS NULL AND attempt_id IN (SELECT attempt_id FROM tried)
    UNION ALL SELECT * FROM {{table}} WHERE organization = $1 AND person IS NULL AND signup_id IN (SELECT signup_id FROM own WHERE signup_id IS NOT NULL)
  ),
  told AS (
  SELECT position, type, coalesce(moment.person, named.person) AS reference, same AS "linkedTo", attempt_id AS "attemptId", signup_id AS "signupId", shift_id AS "shiftId", link_id AS "linkId", occurred_at AS "occurredAt", recorded_at AS "recordedAt",
    contact_type AS "contactType", coalesce(moment.result, named.result) AS result, detail, flags,
    CASE
      WHEN type = 'ContactAttempted' THEN EXISTS (
        SELECT FROM {{table}} AS void WHERE void.organization = $1 AND void.attempt_id = moment.attempt_id AND void.type = 'ContactAttemptVoided' AND void.position > moment.position)
      WHEN step_id IS NOT NULL AND type <> 'SignupStepVoided' THEN EXISTS (
        SELECT FROM {{table}} AS void WHERE void.organization = $1 AND void.signup_id = moment.signup_id AND void.type = 'SignupStepVoided' AND void.step_id = moment.step_id)
      ELSE false END AS voided
  FROM moment LEFT JOIN LATERAL (
    SELECT person, result FROM {{table}} AS step WHERE step.organization = $1 AND step.signup_id = moment.signup_id AND step.step_id = moment.step_id AND step.type <> 'SignupStepVoided' LIMIT 1
  ) AS named ON moment.type = 'SignupStepVoided'
  -- A void that came before its step names nobody; it is of whose step that is, though others are told of in the same signup.
  WHERE moment.person IS NOT NULL OR named.person IS NULL OR named.person IN (SELECT reference FROM reach))
  SELECT (SELECT json_agg(reference ORDER BY reference <> $2, reference COLLATE "C") FROM reach) AS "references", (SELECT coalesce(json_agg(told ORDER BY position), '[]') FROM told) AS moments`;

/** Of a moment, as it is answered. */
export const TIMELINE_COLUMNS = {
  ...each(TEXT, 'position', 'type'), ...each(TEXT_OR_NULL, 'reference', 'linkedTo'), ...each(ID_OR_NULL, 'attemptId', 'signupId', 'shiftId', 'linkId'), ...each(INSTANT, 'occurredAt', 'recordedAt'),
  ...each(TEXT_OR_NULL, 'contactType', 'result', 'detail'), flags: WORDS, voided: TRUTH,
};

/** One event in a person's life with the campaign. */
export interface TimelineMoment {
  readonly type: string;
  readonly signupId: string | null;
  readonly voided: boolean;
}

/** A person's timeline, and under which references it was found: the one that was asked for first. */
export interface Timeline {
  readonly references: readonly string[];
  readonly rows: readonly TimelineMoment[];
  readonly reflects: Reflects;
  readonly version: number;
}

/** Everything that is known of one person, a voter or a volunteer, under all references that are linked. */
export class GetTimeline extends Query<Timeline> {
  constructor(
    /** `system/scope/id`. */
    readonly reference: string,
    readonly organization: string,
    readonly when: When,
  ) {
    super();
  }
}

@QueryHandler(GetTimeline)
export class GetTimelineHandler implements IQueryHandler<GetTimeline> {
  constructor(@Inject(READ_STORE) private readonly store: ReadStore) {}

  async execute({ reference, organization, when }: GetTimeline): Promise<Timeline> {
    const { rows: [found], reflects, version } = await this.store.rows<{ references: string[]; moments: TimelineMoment[] }>({
      projection: 'person_timeline', organization, sql: TIMELINE, parameters: [reference], when,
    });
    return { references: found!.references, rows: found!.moments, reflects, version };
  }
}

/** All references that standing links connect with this one, itself first; and the moment that this is of. */
export async function referencesOf(store: ReadStore, reference: string, organization: string, when: When): Promise<{ readonly references: readonly string[]; readonly when: When }> {
  const sql = `WITH RECURSIVE ${REACH} SELECT reference FROM reach ORDER BY reference <> $2, reference COLLATE "C"`;
  const { rows, reflects } = await store.rows<{ reference: string }>({ projection: 'person_timeline', organization, sql, parameters: [reference], when });
  return { references: rows.map((row) => row.reference), when: pinned(when, reflects) };
}

/** @throws Rejection `voter-required`, `volunteer-required` */
export function referenceAsked(text: string | undefined, name: 'voter' | 'volunteer'): string {
  if (text !== undefined && isReference(text)) return text;
  throw new Rejection('invalid', `${name}-required`, `Say whose history: ${name}=system/scope/id, such as van/OH.myvoters/1044321.`);
}
