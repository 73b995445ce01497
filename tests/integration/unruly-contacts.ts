import type {
  AmendAttempt, CampaignZoneSet, ContactTypeDefined, DoNotContactRequested, DoNotContactWithdrawn, InputTypeDefined, RecordAttempt, ReportDelivery, ResultCodeDefined, RollbackBegun, RollbackUndone, VoidAttempt,
} from '@fieldledger/contacts';
import { nameUuid } from '@fieldledger/kernel';
import type { LinkPersons, UnlinkPersons } from '@fieldledger/people';
import { randomFrom } from '@fieldledger/testing';

/** What one door is told at once; those that take no batch are told one thing. */
export type Telling =
  | { readonly door: 'contact-attempts'; readonly items: readonly RecordAttempt[] }
  | { readonly door: 'contact-attempts/deliveries'; readonly items: readonly ReportDelivery[] }
  | { readonly door: 'contact-attempts/voids'; readonly items: readonly VoidAttempt[] }
  | { readonly door: 'contact-attempts/amendments'; readonly items: readonly AmendAttempt[] }
  | { readonly door: 'person-links'; readonly items: readonly LinkPersons[] }
  | { readonly door: 'person-links/removals'; readonly items: readonly UnlinkPersons[] }
  | { readonly door: 'do-not-contact-requests'; readonly items: readonly [DoNotContactRequested['data']] }
  | { readonly door: 'do-not-contact-requests/withdrawals'; readonly items: readonly [DoNotContactWithdrawn['data']] }
  | { readonly door: 'rollbacks'; readonly items: readonly [Omit<RollbackBegun['data'], 'through'>] }
  | { readonly door: 'rollbacks/undos'; readonly items: readonly [Omit<RollbackUndone['data'], 'through'>] }
  | { readonly door: 'codes/results'; readonly items: readonly [ResultCodeDefined['data']] }
  | { readonly door: 'codes/contact-types'; readonly items: readonly [ContactTypeDefined['data']] }
  | { readonly door: 'codes/input-types'; readonly items: readonly [InputTypeDefined['data']] }
  | { readonly door: 'codes/campaign-zones'; readonly items: readonly [CampaignZoneSet['data']] };

const FIRST = Date.UTC(2025, 9, 30);
const CHANNELS = ['walk', 'phone', 'text', 'mail', 'email', 'online'] as const;

/**
 * Attempts, and everything that can become of them, in any succession: each member there or not, corrected before they are
 * known and after they were voided, repeated, with codes that nobody knows, that are defined later and anew. The same seed
 * tells the same.
 */
export function* unrulyContacts(seed: number, tellings: number): Generator<Telling> {
  const upTo = randomFrom(seed);
  const id = (kind: string, n: number | string) => nameUuid('unruly contacts', String(seed), kind, String(n));
  const one = <T>(of: readonly T[]): T => of[upTo(of.length)]!;
  const maybe = <T extends object>(oneIn: number, members: () => T): Partial<T> => (upTo(oneIn) === 0 ? members() : {});
  const voters = Math.max(20, tellings / 6);
  const voterOf = () => ({ system: one(['van', 'pdi']), scope: one(['OH', 'WI']), id: String(upTo(voters)) });
  const attempts = Math.max(40, tellings);
  const moment = () => {
    const when = FIRST + upTo(8 * 24 * 60) * 60_000 + upTo(2) * upTo(60_000);
    return one([new Date(when).toISOString(), new Date(when - 5 * 3_600_000).toISOString().replace('Z', '-05:00')]);
  };
  let made = 0;

  const attempt = (attemptId: string): RecordAttempt => {
    const answered = upTo(3) === 0;
    const responses = Array.from({ length: 1 + upTo(4) }, () => (upTo(4) === 0
      ? { type: 'ActivistCode' as const, activistCodeId: 1 + upTo(3), action: one(['Apply', 'Remove'] as const) }
      : { type: 'SurveyResponse' as const, surveyQuestionId: 1 + upTo(3), surveyResponseId: 1 + upTo(4) }));
    return {
      attemptId, voter: voterOf(), contactTypeId: one([1, 2, 2, 4, 15, 19, 36, 37, 37, 501, 999]), inputTypeId: one([4, 14, 10, 502, 998]), campaignId: `campaign-${upTo(3)}`, attemptedAt: moment(),
      // One in fifty says what came of it twice, or not at all.
      ...(answered ? { responses, ...maybe(8, () => ({ resultCodeId: 14 })), ...maybe(50, () => ({ resultCodeId: 2 })) } : upTo(50) === 0 ? {} : { resultCodeId: one([1, 1, 2, 3, 5, 14, 14, 19, 22, 23, 41, 130, 131, 503, 777]) }),
      ...maybe(2, () => ({ canvasserId: `walker-${upTo(8)}` })), ...maybe(2, () => ({ turfId: `turf-${upTo(8)}` })), ...maybe(3, () => ({ listId: `list-${upTo(4)}` })), ...maybe(2, () => ({ doorId: `door-${upTo(voters)}` })),
      ...maybe(2, () => ({ precinctId: `precinct-${upTo(4)}` })), ...maybe(3, () => ({ batchId: `batch-${upTo(12)}` })), ...maybe(3, () => ({ zone: one(['America/New_York', 'America/Anchorage', 'Asia/Kolkata']) })),
      ...maybe(8, () => ({ device: { clock: one(['2025-10-30T00:00:00Z', '2099-01-01T00:00:00Z']) } })), ...maybe(10, () => ({ note: `said ${upTo(100)}` })), ...maybe(12, () => ({ phone: `+1216555${1000 + upTo(9000)}` })),
    };
  };
  const attemptId = () => id('attempt', upTo(attempts));
  const reasonCode = () => one(['falsified', 'wrong-voter', 'wrong-result', 'duplicate'] as const);
  const burst = <T>(item: () => T): T[] => Array.from({ length: 1 + upTo(8) }, item);
  const told: Telling[] = [];
  for (let n = 0; n < tellings; n++) {
    const again = told.length > 0 && upTo(8) === 0;
    const telling = again ? one(told) : tell();
    if (!again) told.push(telling);
    yield telling;
  }

  function tell(): Telling {
    const n = made++;
    switch (one(['attempts', 'attempts', 'attempts', 'attempts', 'deliveries', 'voids', 'amendments', 'amendments', 'consent', 'consent', 'links', 'rollbacks', 'codes'] as const)) {
      case 'attempts':
        return { door: 'contact-attempts', items: burst(() => attempt(attemptId())) };
      case 'deliveries':
        return { door: 'contact-attempts/deliveries', items: burst(() => {
          const status = one(['sent', 'delivered', 'undelivered'] as const);
          return { deliveryId: id('delivery', `${n} ${upTo(1e9)}`), attemptId: attemptId(), status, reportedAt: moment(), ...(upTo(30) > 0 && status === 'undelivered' && { code: '30003' }) };
        }) };
      case 'voids':
        return { door: 'contact-attempts/voids', items: burst(() => ({ correctionId: id('correction', `${n} ${upTo(1e9)}`), attemptId: attemptId(), reasonCode: reasonCode() })) };
      case 'amendments':
        return { door: 'contact-attempts/amendments', items: burst(() => ({ correctionId: id('correction', `${n} ${upTo(1e9)}`), reasonCode: reasonCode(), attempt: attempt(attemptId()) })) };
      case 'consent': {
        if (upTo(3) > 0) return { door: 'do-not-contact-requests', items: [{ requestId: id('request', upTo(voters)), voter: voterOf(), channels: [...new Set([one(CHANNELS), one(CHANNELS)])], requestedAt: moment(), ...maybe(3, () => ({ attemptId: attemptId() })) }] };
        const earlier = told.flatMap((it) => (it.door === 'do-not-contact-requests' ? it.items : []));
        const [requestId, voter] = earlier.length > 0 && upTo(5) > 0 ? ((it) => [it.requestId, it.voter] as const)(one(earlier)) : [id('request', 'none'), voterOf()];
        return { door: 'do-not-contact-requests/withdrawals', items: [{ withdrawalId: id('withdrawal', n), requestId, voter, withdrawnAt: moment() }] };
      }
      case 'links': {
        if (upTo(3) > 0) return { door: 'person-links', items: burst(() => ({ linkId: id('link', upTo(voters)), person: voterOf(), same: voterOf(), basis: 'same-phone' as const })) };
        return { door: 'person-links/removals', items: burst(() => ({ unlinkId: id('unlink', `${n} ${upTo(1e9)}`), linkId: id('link', upTo(voters)), reasonCode: 'different-persons' as const })) };
      }
      case 'rollbacks': {
        if (upTo(5) > 1) return { door: 'rollbacks', items: [{ rollbackId: id('rollback', n), scope: scope(), reasonCode: reasonCode() }] };
        const earlier = told.flatMap((it) => (it.door === 'rollbacks' ? it.items : []));
        return { door: 'rollbacks/undos', items: [{ undoId: id('undo', n), rollbackId: earlier.length > 0 && upTo(10) > 0 ? one(earlier).rollbackId : id('rollback', 'none') }] };
      }
      case 'codes': {
        const definitionId = id('definition', n);
        switch (upTo(4)) {
          case 0: return { door: 'codes/results', items: [{ definitionId, resultCodeId: one([503, 503, 2, 14, 41]), name: one(['Own', 'Other', 'Canvassed']), contact: upTo(2) === 0, refused: upTo(3) === 0, ...maybe(3, () => ({ optsOutOf: one(CHANNELS) })) }] };
          case 1: return { door: 'codes/contact-types', items: [{ definitionId, contactTypeId: one([501, 2]), name: one(['Own Way', 'Walk']), channel: one(CHANNELS) }] };
          case 2: return { door: 'codes/input-types', items: [{ definitionId, inputTypeId: one([502, 14]), name: one(['Own Door', 'Mobile']) }] };
          default: return { door: 'codes/campaign-zones', items: [{ definitionId, campaignId: `campaign-${upTo(3)}`, zone: one(['America/Chicago', 'Europe/Berlin', 'Asia/Kolkata']) }] };
        }
      }
    }
  }

  function scope(): RollbackBegun['data']['scope'] {
    const of = one(['batch', 'canvasser', 'turf'] as const);
    return { of, id: of === 'batch' ? `batch-${upTo(12)}` : of === 'canvasser' ? `walker-${upTo(8)}` : `turf-${upTo(8)}`, ...maybe(3, () => ({ system: one(['van', 'pdi']) })), ...maybe(4, () => ({ scope: one(['OH', 'WI']) })), ...maybe(3, () => ({ campaignId: `campaign-${upTo(3)}` })) };
  }
}
