import { OURS, type ReplayTrial } from './replay-trial.js';

/** A question for every report and each of its further routes, some in several cuts; what the history has is asked for by name. */
export async function everyQuestion(trial: ReplayTrial): Promise<string[]> {
  const one = async (sql: string) => (await trial.sql.query<{ found: string }>(sql, [OURS])).rows[0]!.found;
  const of = (type: string, member: string) => one(`SELECT payload::jsonb #>> '${member}' AS found FROM log.events WHERE organization = $1 AND type = '${type}' AND payload::jsonb #>> '${member}' IS NOT NULL ORDER BY position DESC LIMIT 1`);
  const [voter, shift, gift] = [await of('ContactAttempted', '{voter,id}'), await of('SignupScheduled', '{shiftId}'), await of('ContributionReceived', '{contributionId}')];
  const volunteer = await one(`SELECT (payload::jsonb #>> '{volunteer,system}') || '/test/' || (payload::jsonb #>> '{volunteer,id}') AS found FROM log.events WHERE organization = $1 AND type = 'SignupConfirmed' ORDER BY position LIMIT 1`);
  const report = await one(`SELECT payload::jsonb ->> 'reportId' AS found FROM log.events WHERE organization = $1 AND type = 'FilingCompleted' GROUP BY 1 ORDER BY count(*) DESC LIMIT 1`);
  const period = 'from=2025-07-01&to=2026-06-30';
  return [
    'contact-rates', 'contact-rates?groupBy=campaign,day', 'contact-rates/events?result=Canvassed', 'canvasser-activity', 'survey-results', 'survey-results/events?surveyQuestionId=1&surveyResponseId=2',
    `voter-history?voter=van/OH.myvoters/${voter}`, 'receipts', 'receipts?groupBy=committee,day', 'receipts?groupBy=donor&donors=linked-1', `schedule-a?committee=C00000001&${period}`,
    `schedule-a?committee=C00000000&${period}&book=filed&rules=fec-2023`, `schedule-b-refunds?committee=C00000001&${period}`, 'filings', `filing-differences?report=${report}`, 'filing-differences?committee=C00000001&fromPosition=0000000000000100',
    'limits?all=true', 'limits?donors=reference-1&over=true', 'questionable-sources?all=true', 'best-efforts-due?all=true&on=2026-10-01', 'best-efforts-due?donors=linked-1', 'recurring', 'recurring?groupBy=committee&on=2026-06-01', `donor-history?donor=n:${'person-7'.padEnd(22, '0')}`,
    'donor-history?reference=actblue/donor/7', 'reconciliation', `reconciliation/lineitems?source=actblue-csv,door`, `POST reconciliation ${gift}`, 'show-rates?groupBy=role', 'show-rates/signups', 'shift-calendar', `shift-calendar/expected?shift=${shift}`,
    'volunteer-hours?groupBy=volunteer', 'confirmation-funnel?groupBy=eventType', 'productivity?groupBy=canvasser', `volunteer-history?volunteer=${volunteer}`,
  ];
}
