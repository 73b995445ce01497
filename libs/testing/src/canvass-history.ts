import { ATTEMPT_EXAMPLES, CONSENT_EXAMPLES, type Attempt } from '@fieldledger/contacts';
import { nameUuid, sha256, type AppendRequest, type Event, type Meta } from '@fieldledger/kernel';
import { randomFrom } from './random.js';

export interface CanvassHistoryOptions {
  readonly seed: number;
  /** How many events there are to be; a request more may be needed to finish. */
  readonly events: number;
  readonly organizations: readonly string[];
}

/**
 * A canvass as requests to the log: attempts, deliveries before and after them, voids and fresh attempts, voters who do
 * not want to be contacted. The same seed makes the same history; organizations share every id, so that whatever mixes
 * them up is seen.
 */
export function* canvassHistory({ seed, events, organizations }: CanvassHistoryOptions): Generator<AppendRequest> {
  const upTo = randomFrom(seed);
  const lengths = new Map<string, number>();
  const standing = new Map<string, Attempt>();
  let [made, n] = [0, 0];
  while (made < events) {
    n++;
    const organization = organizations[upTo(organizations.length)]!;
    const known = upTo(10) < 2;
    // Half of what is known of an attempt that nobody recorded yet is a delivery that came before it.
    const attemptId = nameUuid('canvass', String(seed), String(known ? upTo(n) : n));
    const name = `${organization} ${attemptId}`;
    const before = standing.get(name);
    const facts: Event[] = [];
    if (before && upTo(3) === 0) facts.push({ type: 'ContactAttemptVoided', data: { ...before, correctionId: nameUuid('void', String(n)), reasonCode: 'wrong-result' } });
    if (facts.length === 0 && (before || upTo(12) === 0)) facts.push(delivery(attemptId, n, upTo));
    if (!before || (facts.length > 0 && upTo(2) === 0)) {
      if (!before || facts[0]?.type === 'ContactAttemptVoided') {
        const attempt = attemptOf(attemptId, upTo);
        facts.push({ type: 'ContactAttempted', data: attempt });
        standing.set(name, attempt);
      }
    } else if (facts[0]?.type === 'ContactAttemptVoided') standing.delete(name);
    if (upTo(25) === 0) {
      yield request(organization, `consent-${nameUuid('voter', String(n))}`, [{ type: 'DoNotContactRequested', data: { ...CONSENT_EXAMPLES.DoNotContactRequested.data, requestId: nameUuid('request', String(n)), voter: voterOf(upTo) } }], lengths, n);
      made++;
    }
    yield request(organization, `attempt-${attemptId}`, facts, lengths, n);
    made += facts.length;
  }
}

type UpTo = (n: number) => number;

const RESULTS: readonly (readonly [name: string, contact: boolean, refused: boolean])[] = [['Not Home', false, false], ['Canvassed', true, false], ['Refused', true, true], ['Moved', false, false]];
const voterOf = (upTo: UpTo) => ({ system: 'van', scope: 'OH.myvoters', id: String(upTo(5_000)) });

function attemptOf(attemptId: string, upTo: UpTo): Attempt {
  const [result, contact, refused] = RESULTS[upTo(RESULTS.length)]!;
  const answered = contact && upTo(2) === 0;
  const example = ATTEMPT_EXAMPLES.ContactAttempted.data;
  return {
    ...example,
    attemptId,
    voter: voterOf(upTo),
    canvasserId: upTo(9) === 0 ? undefined : `canvasser-${upTo(40)}`,
    turfId: `turf-${upTo(60)}`,
    doorId: `door-${upTo(4_000)}`,
    precinctId: `precinct "${upTo(9)}", {east\\west}`,
    campaignId: `campaign-${upTo(3)}`,
    responses: answered ? [{ type: 'SurveyResponse', surveyQuestionId: 1 + upTo(3), surveyResponseId: 1 + upTo(4) }] : undefined,
    attemptedAt: new Date(Date.UTC(2026, 9, 1 + upTo(20), upTo(24), upTo(60), upTo(60))).toISOString(),
    meaning: { ...example.meaning, result, contact, refused },
    flags: upTo(20) === 0 ? ['do-not-contact'] : [],
  };
}

function delivery(attemptId: string, n: number, upTo: UpTo): Event {
  const status = ['sent', 'delivered', 'undelivered'][upTo(3)]!;
  const data = { deliveryId: nameUuid('delivery', String(n)), attemptId, status, ...(status === 'undelivered' ? { code: '30005' } : {}), reportedAt: new Date(Date.UTC(2026, 9, 21, upTo(24), upTo(60))).toISOString(), flags: [] };
  return { type: 'ContactDeliveryReported', data };
}

function request(organization: string, stream: string, facts: readonly Event[], lengths: Map<string, number>, n: number): AppendRequest {
  const name = `${organization} ${stream}`;
  const length = lengths.get(name) ?? 0;
  lengths.set(name, length + facts.length);
  const meta: Meta = { organization, actor: 'key-7', app: 'canvass', correlationId: `c-${n}`, causationId: null, receivedAt: '2026-10-22T00:00:00Z', provenance: null };
  const events = facts.map(({ type, data }, i) => ({ id: nameUuid(organization, stream, String(length + i)), type, schemaVersion: 1, occurredAt: '2026-10-21T00:00:00Z', data }));
  return { stream, expected: length === 0 ? 'none' : length - 1, events, meta, digest: sha256(`${name} ${length}`) };
}
