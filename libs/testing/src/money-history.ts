import type { CommitteeKind, Contribution, ContributionEvent, Giver, InFiling } from '@fieldledger/donations';
import { nameUuid, sha256, type AppendRequest, type Meta } from '@fieldledger/kernel';
import type { Sealed } from '@fieldledger/privacy';
import { randomFrom } from './random.js';

export interface MoneyHistoryOptions {
  readonly seed: number;
  /** How many events there are to be; a request more may be needed to finish. */
  readonly events: number;
  readonly organizations: readonly string[];
}

/**
 * Gifts and what became of them as requests to the log: every event of a contribution, refunds before their gift and
 * beyond it, gifts in three books, some of one committee in two. The same seed makes the same history; organizations
 * share every id, so that whatever mixes them up is seen. Tokens and sealed members are made up and open nothing.
 */
export function* moneyHistory({ seed, events, organizations }: MoneyHistoryOptions): Generator<AppendRequest> {
  const upTo = randomFrom(seed);
  const lengths = new Map<string, number>();
  const standing = new Map<string, Contribution>();
  const earlier: Earlier = { disputes: new Map(), reattributions: new Map() };
  let [made, n] = [0, 0];
  while (made < events) {
    n++;
    const organization = organizations[upTo(organizations.length)]!;
    const contributionId = nameUuid('money', String(seed), String(upTo(10) < 5 ? upTo(n) : n));
    const name = `${organization} ${contributionId}`;
    const before = standing.get(name);
    const facts: ContributionEvent[] = [];
    if (!before) {
      const early = upTo(12) === 0;
      const gift = giftOf(contributionId, upTo);
      if (early) facts.push(...becameOf({ ...gift, committeeId: '' }, n, upTo, earlier).filter(({ type }) => EARLY.has(type)));
      if (!early || upTo(2) === 0) {
        facts.push(gift.line.startsWith('SB') ? { type: 'RefundReported', data: gift } : { type: 'ContributionReceived', data: gift });
        standing.set(name, gift);
      }
    } else {
      facts.push(...becameOf(before, n, upTo, earlier));
      for (const { type, data } of facts) {
        if (type === 'ContributionAmended') standing.set(name, data);
      }
    }
    if (facts.length === 0) continue;
    yield request(organization, `contribution-${contributionId}`, facts, lengths, n);
    made += facts.length;
  }
}

type UpTo = (n: number) => number;

/** What can be known of a gift before the gift. */
const EARLY: ReadonlySet<string> = new Set(['ContributionRefunded', 'ContributionChargedBack', 'ContributionBounced', 'ContributionDeposited', 'DisputeOpened']);

const KINDS: readonly (CommitteeKind | null)[] = ['candidate', 'candidate', 'pac', 'national-party', 'state-party', null];
const FILING: InFiling = {
  filingId: nameUuid('money', 'filing'), reportId: nameUuid('money', 'report'), form: 'F3', amendmentNumber: 0, coverageFrom: '2026-07-01', coverageThrough: '2026-09-30',
};

const dayOf = (upTo: UpTo): string => new Date(Date.UTC(2025, 3, 1 + upTo(500))).toISOString().slice(0, 10);
const sealed = (upTo: UpTo): Sealed => ({ key: nameUuid('money', 'key', String(upTo(50))), nonce: 'bWFkZS11cC1ub25j', text: 'made-up-text'.padEnd(32, '0'), mark: `mark-${upTo(1_000)}`.padEnd(22, '0') });

/** One of some forty people, whom a reference sometimes takes apart or together; seldom nobody. */
function giverOf(upTo: UpTo): Giver | null {
  const person = upTo(40);
  if (person === 0) return null;
  return {
    entityType: person === 1 ? 'ORG' : 'IND', subject: nameUuid('money', 'subject', String(person)), given: ['lastName', 'firstName', 'zip', ...(upTo(2) === 0 ? ['employer', 'occupation'] : [])],
    ...(person > 4 && { nameZip: `person-${person}`.padEnd(22, '0') }), ...(upTo(2) === 0 && { reference: { system: 'actblue', scope: 'donor', id: String(person % 30) } }),
    ...(upTo(3) === 0 && { email: `email-${person}`.padEnd(22, '0') }),
  };
}

function giftOf(contributionId: string, upTo: UpTo): Contribution {
  const committee = upTo(KINDS.length);
  const book = upTo(6);
  const giver = giverOf(upTo);
  const filed = book === 0;
  const refund = filed && upTo(4) === 0;
  const recurs = upTo(4) === 0;
  return {
    contributionId, committeeId: `C0000000${committee}`, committeeKind: KINDS[committee]!, amountCents: 1 + upTo(upTo(5) === 0 ? 5_000_00 : 300_00), receivedOn: dayOf(upTo),
    electionCode: upTo(5) === 0 ? undefined : ['P2026', 'G2026'][upTo(2)], line: refund ? 'SB20A' : 'SA11AI', giver, person: giver ? sealed(upTo) : undefined, remarks: upTo(9) === 0 ? sealed(upTo) : undefined,
    memo: upTo(15) === 0 ? true : undefined, seriesId: recurs ? nameUuid('money', 'series', String(upTo(20))) : undefined, sequence: recurs ? 1 + upTo(12) : undefined,
    feeCents: upTo(3) === 0 ? upTo(500) : undefined, page: `page "${upTo(3)}", {a\\b}`, referenceCode: upTo(2) === 0 ? `email-${upTo(4)}` : undefined, referenceCode2: upTo(9) === 0 ? 'tw' : undefined,
    filing: filed ? FILING : undefined, source: filed ? 'fec-filing' : book === 1 ? 'fec-bulk' : ['actblue-csv', 'door'][upTo(2)]!, flags: upTo(12) === 0 ? ['prohibited-source'] : [],
  };
}

/** The last dispute and the last reattribution of each gift. */
interface Earlier {
  readonly disputes: Map<string, string>;
  readonly reattributions: Map<string, string>;
}

function becameOf(gift: Contribution, n: number, upTo: UpTo, { disputes, reattributions }: Earlier): ContributionEvent[] {
  const { contributionId, amountCents } = gift;
  const of = { contributionId, committeeId: gift.committeeId || null };
  const id = (what: string) => nameUuid('money', what, String(n));
  const [some, flags] = [1 + upTo(upTo(3) === 0 ? amountCents * 2 : amountCents), []];
  switch (upTo(18)) {
    case 0:
    case 1:
    case 2:
      // Of every other gift that was reattributed, the part is named.
      return [{ type: 'ContributionRefunded', data: { ...of, refundId: id('refund'), fromReattributionId: n % 2 === 0 ? reattributions.get(contributionId) : undefined, amountCents: some, refundedOn: dayOf(upTo), orphan: of.committeeId === null, flags } }];
    case 3: {
      const chargedBackOn = dayOf(upTo);
      const chargedBack: ContributionEvent = { type: 'ContributionChargedBack', data: { ...of, chargebackId: id('chargeback'), amountCents: some, chargedBackOn, flags } };
      // Of every third one the dispute is won on the same day.
      return n % 3 === 0 ? [chargedBack, { type: 'DisputeClosed', data: { ...of, closingId: id('closing'), disputeId: id('contest'), outcome: 'won', closedOn: chargedBackOn, flags } }] : [chargedBack];
    }
    case 4:
      return [{ type: 'ContributionReturned', data: { ...of, returnId: id('return'), returnedOn: dayOf(upTo), amountCents } }];
    case 5:
      return [{ type: 'ContributionBounced', data: { ...of, bounceId: id('bounce'), bouncedOn: dayOf(upTo), amountCents, flags } }];
    case 6:
      disputes.set(contributionId, id('dispute'));
      return [{ type: 'DisputeOpened', data: { ...of, disputeId: id('dispute'), openedOn: dayOf(upTo), flags } }];
    case 7: {
      const disputeId = disputes.get(contributionId);
      return disputeId ? [{ type: 'DisputeClosed', data: { ...of, closingId: id('closing'), disputeId, outcome: 'won', closedOn: dayOf(upTo), flags } }] : [];
    }
    case 8:
    case 9:
      return [
        {
          type: 'ContributionRedesignated',
          data: { ...of, redesignationId: id('redesignation'), amountCents: Math.ceil(amountCents / (2 + upTo(3))), fromElection: gift.electionCode ?? null, toElection: ['R2026', 'S2026', 'G2028'][upTo(3)]!, basis: 'signed', redesignatedOn: dayOf(upTo) },
        },
      ];
    case 10:
    case 11: {
      // Every other one moves on what the one before it had moved.
      const fromReattributionId = n % 2 === 0 ? reattributions.get(contributionId) : undefined;
      reattributions.set(contributionId, id('reattribution'));
      return [
        {
          type: 'ContributionReattributed',
          data: { ...of, reattributionId: id('reattribution'), fromReattributionId, amountCents: Math.ceil(amountCents / (2 + upTo(3))), giver: giverOf(upTo) ?? { entityType: 'IND', subject: id('subject'), given: [] }, person: sealed(upTo), basis: 'signed', reattributedOn: dayOf(upTo), flags },
        },
      ];
    }
    case 12:
    case 13:
      return [{ type: 'ContributionAmended', data: { ...giftOf(contributionId, upTo), line: gift.line, filing: gift.filing, source: gift.source, amendmentId: id('amendment'), changed: ['amountCents'] } }];
    case 14:
      return [{ type: 'ContributionWithdrawn', data: { ...of, withdrawalId: id('withdrawal'), reasonCode: 'entered-in-error' } }];
    case 15:
      return [{ type: 'ContributionDeposited', data: { ...of, depositId: id('deposit'), batchId: `batch-${upTo(9)}`, depositedOn: dayOf(upTo), flags } }];
    case 16:
      return [{ type: 'ContributionSighted', data: { ...of, source: 'actblue-webhook', differs: ['feeCents'], flags: ['sources-differ'] } }];
    default:
      return [
        { type: 'InformationRequested', data: { ...of, requestId: id('request'), medium: 'mail', requestedOn: dayOf(upTo), flags } },
        { type: 'InformationFollowedUp', data: { ...of, requestId: id('second request'), medium: 'phone', requestedOn: dayOf(upTo), flags } },
        { type: 'InformationReceived', data: { ...of, answerId: id('answer'), receivedOn: dayOf(upTo), given: ['employer'], answer: sealed(upTo), flags } },
      ];
  }
}

function request(organization: string, stream: string, facts: readonly ContributionEvent[], lengths: Map<string, number>, n: number): AppendRequest {
  const name = `${organization} ${stream}`;
  const length = lengths.get(name) ?? 0;
  lengths.set(name, length + facts.length);
  const meta: Meta = { organization, actor: 'key-7', app: 'door', correlationId: `m-${n}`, causationId: null, receivedAt: '2026-10-22T00:00:00Z', provenance: null };
  const events = facts.map(({ type, data }, i) => ({ id: nameUuid(organization, stream, String(length + i)), type, schemaVersion: 1, occurredAt: '2026-10-21T00:00:00Z', data: JSON.parse(JSON.stringify(data)) as typeof data }));
  return { stream, expected: length === 0 ? 'none' : length - 1, events, meta, digest: sha256(`${name} ${length}`) };
}
