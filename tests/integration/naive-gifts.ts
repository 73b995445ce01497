import type { CommitteeKind, Contributor, DefineCommittee, RecordContribution, RefundContribution, SightContribution } from '@fieldledger/donations';
import type { ToldMoney } from './money-campaign.js';
import { compare } from './naive-lists.js';
import { personsOf, text } from './naive-persons.js';

/** Something that was told and taken, at its place in the log; with the amount that was recorded, where none was told. */
export type Happened = ToldMoney & { readonly eventId: string; readonly position: string; readonly recordedCents: number | null; readonly flags: readonly string[] };

/** By what an organization knows a name at a ZIP code, and an address, without saying them. */
export interface Tokens {
  readonly nameZip: (last: string, first: string, zip: string) => string;
  readonly email: (address: string) => string;
}

export type DonorRule = 'name-zip-1' | 'reference-1' | 'linked-1';
export type Book = 'own' | 'published';

/** Something that became of a gift. Of a dispute: how it ended, as far as anybody told. */
export interface Became {
  readonly kind: 'refund' | 'chargeback' | 'return' | 'bounce' | 'redesignation' | 'reattribution' | 'deposit' | 'dispute';
  readonly id: string;
  readonly day: string;
  readonly cents: number;
  readonly fromElection?: string | null;
  readonly toElection?: string;
  readonly from?: string;
  readonly to?: Contributor;
  readonly disputeId?: string;
  readonly outcome?: 'won' | 'lost' | 'withdrawn';
  readonly events: readonly string[];
  readonly position: string;
  readonly flags: readonly string[];
}

/** One telling of a gift: all of it, what somebody else says of it, or of what was paid back of it, or that it is taken back. */
export interface Telling {
  readonly what: 'received' | 'amended' | 'sighted' | 'withdrawn';
  readonly eventId: string;
  readonly position: string;
  readonly source: string;
  readonly said: SightContribution | null;
}

/** A gift, or what was told of one before it. */
export interface Gift {
  readonly contributionId: string;
  /** As it is told last; null as long as nobody told of it. */
  said: (RecordContribution | SightContribution) | null;
  kind: 'contribution' | 'reported-refund';
  standing: boolean;
  committeeKind: CommitteeKind | null;
  cycle: DefineCommittee['cycle'];
  line: string;
  source: string;
  prohibited: boolean;
  flags: readonly string[];
  events: string[];
  position: string;
  readonly became: Map<string, Became>;
  readonly tellings: Telling[];
  /** Of the giver, without a name; of whoever got a part, by the reattribution. */
  readonly efforts: Map<string, Effort>;
}

/** What was done to learn somebody's employer and occupation. */
export interface Effort {
  requestedOn: readonly [string, string] | null;
  followedUpOn: readonly [string, string] | null;
  answeredOn: string | null;
  readonly answered: Set<string>;
  readonly events: string[];
}

/** The stories of gifts, each read from beginning to end. */
export class NaiveGifts {
  readonly gifts = new Map<string, Gift>();
  readonly committees = new Map<string, DefineCommittee>();
  private readonly persons: ReadonlyMap<string, string>;

  /** @param happened in the order of the log */
  constructor(happened: readonly Happened[], private readonly tokens: Tokens) {
    const links = new Map<string, readonly [string, string]>();
    for (const it of happened) {
      if (it.door === 'committees') this.committees.set(it.item.committeeId, it.item);
      else if (it.door === 'person-links') links.set(it.item.linkId, [text(it.item.person), text(it.item.same)]);
      else if (it.door === 'person-links/removals') links.delete(it.item.linkId);
      else this.read(it);
    }
    this.persons = personsOf([...links.values()]);
  }

  private read(it: Happened): void {
    const { door, item, eventId, position, flags } = it;
    if (!(door.startsWith('contributions') || door === 'sightings')) return;
    const { contributionId } = item as { contributionId: string };
    const gift: Gift = this.gifts.get(contributionId) ?? { contributionId, said: null, kind: 'contribution', standing: false, committeeKind: null, cycle: undefined, line: '', source: '', prohibited: false, flags: [], events: [], position: '', became: new Map(), tellings: [], efforts: new Map() };
    this.gifts.set(contributionId, gift);
    const effort = (of = '') => this.effortOf(gift, of, eventId);
    const became = (kind: Became['kind'], id: string, day: string, more: Partial<Became> = {}) => {
      // Of what two tell under one id the first holds.
      if (gift.became.has(id)) gift.tellings.push({ what: 'sighted', eventId, position, source: (item as RefundContribution).provenance!.sourceSystem, said: null });
      else gift.became.set(id, { kind, id, day, cents: it.recordedCents ?? 0, events: [eventId], position, flags, ...more });
    };
    switch (door) {
      case 'contributions':
        return this.tell(gift, it, item, 'received', 'test');
      case 'sightings':
        return this.tell(gift, it, item, gift.said === null ? 'received' : item.restates ? 'amended' : 'sighted', item.source);
      case 'contributions/amendments': {
        const { amendmentId: _id, ...changes } = item;
        // What another election is called, only they say who name it.
        const unnamed = item.electionCode !== undefined && item.electionCode !== gift.said!.electionCode ? { electionDescription: undefined } : {};
        return this.tell(gift, it, { ...gift.said!, ...unnamed, ...changes }, 'amended', gift.source, true);
      }
      case 'contributions/withdrawals':
        gift.tellings.push({ what: 'withdrawn', eventId, position, source: '', said: null });
        gift.events.push(eventId);
        gift.position = position;
        gift.standing = false;
        effort();
        return;
      case 'contributions/refunds':
        return became('refund', item.refundId, item.refundedOn, { from: item.fromReattributionId });
      case 'contributions/chargebacks':
        return became('chargeback', item.chargebackId, item.chargedBackOn, { disputeId: item.disputeId });
      case 'contributions/returns':
        return became('return', item.returnId, item.returnedOn);
      case 'contributions/bounces':
        return became('bounce', item.bounceId, item.bouncedOn);
      case 'contributions/deposits':
        return became('deposit', item.depositId, item.depositedOn);
      case 'contributions/redesignations':
        return became('redesignation', item.redesignationId, item.redesignatedOn, { fromElection: item.fromElection ?? gift.said!.electionCode ?? null, toElection: item.toElection });
      case 'contributions/reattributions':
        effort(item.reattributionId);
        return became('reattribution', item.reattributionId, item.reattributedOn, { from: item.fromReattributionId, to: item.to });
      case 'contributions/disputes': {
        const before = gift.became.get(item.disputeId);
        if (!before) became('dispute', item.disputeId, item.openedOn, { cents: 0, events: [] });
        else gift.became.set(item.disputeId, { ...before, ...(before.outcome === undefined && { day: item.openedOn }) });
        return;
      }
      case 'contributions/dispute-closings': {
        // The last closing by its day is how it ended; of two of one day the one that is better for us.
        const before = gift.became.get(item.disputeId);
        const holds = before?.outcome === undefined || item.closedOn > before.day || (item.closedOn === before.day && item.outcome > before.outcome);
        gift.became.set(item.disputeId, { kind: 'dispute', id: item.disputeId, cents: 0, ...(holds ? { day: item.closedOn, outcome: item.outcome, flags } : { day: before.day, outcome: before.outcome, flags: before.flags }), events: [...(before?.events ?? []), eventId], position });
        return;
      }
      case 'contributions/information-requests': {
        const its = effort(item.reattributionId);
        const name = item.followUp ? 'followedUpOn' : 'requestedOn';
        if (its[name] === null || item.requestedOn < its[name][0]) its[name] = [item.requestedOn, item.medium];
        return;
      }
      case 'contributions/information-answers': {
        const its = effort(item.reattributionId);
        if (item.employer !== undefined) its.answered.add('employer');
        if (item.occupation !== undefined) its.answered.add('occupation');
        if (its.answeredOn === null || item.receivedOn < its.answeredOn) its.answeredOn = item.receivedOn;
      }
    }
  }

  private tell(gift: Gift, { eventId, position, flags }: Happened, said: RecordContribution | SightContribution, what: Telling['what'], source: string, isByUs = false): void {
    gift.tellings.push({ what, eventId, position, source, said: said as SightContribution });
    if (what === 'sighted') return;
    this.effortOf(gift, '', eventId);
    const { kind, restates, line } = said as SightContribution;
    // An amendment by our own people leaves the kind that the gift was told with.
    if (!isByUs) {
      gift.committeeKind = said.committeeKind ?? this.committees.get(said.committeeId)?.kind ?? null;
      gift.cycle = this.committees.get(said.committeeId)?.cycle;
    }
    if (what === 'received') gift.kind = kind === 'refund' ? 'reported-refund' : 'contribution';
    gift.said = said;
    gift.source = source;
    gift.line = line ?? (kind === 'refund' ? 'SB28A' : lineOf(said.contributor));
    gift.standing = true;
    gift.flags = flags;
    // What the FEC published is for others to answer for, until our own people speak of it.
    const isFree = gift.committeeKind === 'independent-expenditure-only' || (gift.committeeKind === 'pac' && gift.line === 'SA17');
    gift.prohibited = (said.sourceMarkers ?? []).some((marker) => !['minor', ...(isFree ? ['corporate', 'labor'] : [])].includes(marker)) && (!restates || isByUs);
    gift.events.push(eventId);
    gift.position = position;
  }

  /** What is known of somebody's employer and occupation, to which this event adds. */
  private effortOf(gift: Gift, of: string, eventId: string): Effort {
    const its = gift.efforts.get(of) ?? { requestedOn: null, followedUpOn: null, answeredOn: null, answered: new Set(), events: [] };
    gift.efforts.set(of, its);
    its.events.push(eventId);
    return its;
  }

  bookOf = ({ source }: Gift): Book => (source === 'fec-bulk' ? 'published' : 'own');

  /** Who counts as one donor. */
  donorOf(contributor: Contributor | undefined, rule: DonorRule): string | null {
    if (!contributor) return null;
    const { committeeId, reference, lastName, organizationName, firstName, zip, email } = contributor;
    if (committeeId !== undefined) return `c:${committeeId}`;
    const name = bare(organizationName ?? lastName);
    const byName = name === '' ? undefined : `n:${this.tokens.nameZip(name, bare(firstName), bare(zip).slice(0, 5))}`;
    const named = reference && text(reference);
    const byReference = named && `r:${rule === 'linked-1' ? (this.persons.get(named) ?? named) : named}`;
    const byEmail = email === undefined || bare(email) === '' ? undefined : `e:${this.tokens.email(email)}`;
    return (rule === 'name-zip-1' ? (byName ?? byReference) : (byReference ?? byName)) ?? byEmail ?? null;
  }

  /** The kind of a committee and its cycle: as it was defined last, else as the newest gift tells. */
  ruleOf(committeeId: string): { readonly kind: CommitteeKind | null; readonly cycle: DefineCommittee['cycle'] } {
    const defined = this.committees.get(committeeId);
    if (defined) return { kind: defined.kind, cycle: defined.cycle };
    const telling = [...this.gifts.values()].filter((gift) => gift.standing && gift.said!.committeeId === committeeId && gift.committeeKind !== null);
    const newest = telling.sort((one, other) => compare(one.said!.receivedOn, other.said!.receivedOn) || compare(one.contributionId, other.contributionId)).at(-1);
    return { kind: newest?.committeeKind ?? null, cycle: newest?.cycle };
  }

  /** Sent back before it was deposited, of which nothing was paid back: never received. */
  wasNeverReceived({ became }: Gift): boolean {
    const kinds = new Set([...became.values()].map(({ kind }) => kind));
    return kinds.has('return') && !kinds.has('deposit') && !kinds.has('refund') && !kinds.has('chargeback');
  }
}

const MOVES = ['redesignation', 'reattribution'];
const TURN = ['redesignation', 'reattribution', 'refund', 'chargeback', 'dispute', 'return', 'bounce'];

/** In the order in which it happened. */
export const inTurn = (became: readonly Became[]): Became[] => [...became].sort((one, other) => compare(one.day, other.day) || TURN.indexOf(one.kind) - TURN.indexOf(other.kind) || compare(one.id, other.id));

export const isMove = ({ kind }: Became): boolean => MOVES.includes(kind);
const bare = (text = ''): string => text.normalize('NFKD').replace(/[^\p{L}\p{N}]/gu, '').toUpperCase();

function lineOf(contributor: Contributor | undefined): string {
  return { PTY: 'SA11B', PAC: 'SA11C', COM: 'SA11C', CCM: 'SA11C', CAN: 'SA11D', IND: 'SA11AI', ORG: 'SA11AI' }[contributor?.entityType ?? 'IND'];
}
