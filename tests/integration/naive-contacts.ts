import type { RecordAttempt, ResultCodeDefined, RollbackBegun } from '@fieldledger/contacts';
import { canonical } from '@fieldledger/kernel';
import { localDay } from './naive-days.js';
import { compare, push } from './naive-lists.js';
import { personsOf, text } from './naive-persons.js';
import type { Telling } from './unruly-contacts.js';

/*
 * What became of everything that a door was told of attempts, and what the reports on contacts should say of it, found the slow and
 * simple way: one telling after the other, with nothing but lists. It shares nothing with domain and reports but the words.
 */
type Voter = RecordAttempt['voter'];

/** What was told as it was understood when it was told. */
interface Meant {
  readonly told: RecordAttempt;
  readonly attemptedAt: string;
  readonly contactType: string;
  readonly inputType: string;
  readonly result: string;
  readonly contact: boolean;
  readonly refused: boolean;
  readonly day: string;
  readonly flags: readonly string[];
  /** Which channel the voter closed by it. */
  readonly closes: string | undefined;
}

interface Attempt {
  meant: Meant;
  /** Undefined as long as it stands. */
  voidedBy: string | undefined;
  /** How many things had been recorded before. */
  recorded: number;
  /** What the voter said at it, as long as it stands. */
  no: No | undefined;
}

/** A voter's no. */
interface No {
  readonly id: string;
  readonly voter: Voter;
  readonly channels: readonly string[];
  readonly attemptId: string | undefined;
  isInForce: boolean;
}

interface Moment {
  readonly type: string;
  readonly reference: string | null;
  readonly attemptId: string | null;
  readonly contactType: string | null;
  readonly result: string | null;
  readonly detail: string | null;
  readonly flags: readonly string[];
  readonly linkedTo: string | null;
  readonly linkId: string | null;
}

const RESULTS: readonly (readonly [id: number, name: string, says: string, closes?: string])[] = [
  [1, 'Not Home', ''], [2, 'Refused', 'refused'], [3, 'Inaccessible', ''], [5, 'Moved', ''], [14, 'Canvassed', 'contact'], [19, 'Left Message', ''], [22, 'Do Not Call', 'refused', 'phone'], [23, 'Do Not Walk', 'refused', 'walk'],
  [41, 'Hostile', 'refused'], [130, 'Do Not Text', 'refused', 'text'], [131, 'Do Not Email', 'refused', 'email'],
];
const TYPES: readonly (readonly [id: number, name: string, channel: string])[] = [
  [1, 'Phone', 'phone'], [2, 'Walk', 'walk'], [4, 'Robocall', 'phone'], [15, 'Survey', 'online'], [19, 'Auto Dial', 'phone'], [36, 'Paid Walk', 'walk'], [37, 'SMS Text', 'text'],
];

/** By what contact rates are grouped. */
export type By = 'campaign' | 'day' | 'contactType' | 'inputType' | 'result' | 'turf' | 'canvasser' | 'precinct';

export class NaiveContacts {
  private readonly attempts = new Map<string, Attempt>();
  private readonly deliveries = new Map<string, { readonly status: string; readonly at: string }[]>();
  private readonly noes: No[] = [];
  private readonly links = new Map<string, { readonly person: string; readonly same: string; stands: boolean }>();
  private readonly rollbacks = new Map<string, { readonly voided: readonly string[]; undone: boolean }>();
  private readonly moments: Moment[] = [];
  /** What was taken under which id, and what it said. */
  private readonly taken = new Map<string, string>();
  private readonly results = new Map<number, Omit<ResultCodeDefined['data'], 'definitionId'>>(RESULTS.map(([id, name, says, closes]) => [id, { resultCodeId: id, name, contact: says === 'contact', refused: says === 'refused', optsOutOf: closes as never }]));
  private readonly types = new Map(TYPES.map(([id, name, channel]) => [id, { name, channel }]));
  private readonly inputs = new Map([[4, 'Bulk'], [10, 'VPB'], [14, 'Mobile']]);
  private readonly zones = new Map<string, string>();

  /** @returns what becomes of each item */
  tell({ door, items }: Telling): ('accepted' | 'same' | 'refused')[] {
    switch (door) {
      case 'contact-attempts': {
        // What a voter allows is looked up for all of a batch at once.
        const meant = items.map((it) => this.meant(it));
        return items.map((it, n) => this.once(`attempt ${it.attemptId}`, { ...asSaid(it) }, () => this.isWhole(it) && this.attempted(meant[n]!)));
      }
      case 'contact-attempts/deliveries':
        return items.map((it) => this.once(`delivery ${it.attemptId} ${it.deliveryId}`, it, () => {
          if (it.status === 'undelivered' && it.code === undefined) return false;
          push(this.deliveries, it.attemptId, { status: it.status, at: inUtc(it.reportedAt) });
          this.happened({ type: 'ContactDeliveryReported', attemptId: it.attemptId, detail: it.code ? `${it.status} ${it.code}` : it.status, flags: this.attempts.has(it.attemptId) ? [] : ['attempt-unknown'] });
          return true;
        }));
      case 'contact-attempts/voids':
        return items.map((it) => this.once(`correction ${it.attemptId} ${it.correctionId}`, it, () => this.voided(it.attemptId, it.correctionId, it.reasonCode)));
      case 'contact-attempts/amendments': {
        const meant = items.map((it) => this.meant(it.attempt));
        return items.map((it, n) => this.once(`correction ${it.attempt.attemptId} ${it.correctionId}`, { ...it, attempt: asSaid(it.attempt) }, () => this.isWhole(it.attempt) && this.voided(it.attempt.attemptId, it.correctionId, it.reasonCode) && this.attempted(meant[n]!)));
      }
      case 'person-links':
        return items.map((it) => this.once(`link ${it.linkId}`, it, () => {
          const [person, same] = [text(it.person), text(it.same)];
          if (person === same) return false;
          this.links.set(it.linkId, { person, same, stands: true });
          this.happened({ type: 'PersonsLinked', reference: person, linkedTo: same, linkId: it.linkId, detail: it.basis });
          return true;
        }));
      case 'person-links/removals':
        return items.map((it) => this.once(`unlink ${it.linkId} ${it.unlinkId}`, it, () => {
          const link = this.links.get(it.linkId);
          if (!link?.stands) return false;
          link.stands = false;
          this.happened({ type: 'PersonsUnlinked', reference: link.person, linkedTo: link.same, linkId: it.linkId, detail: it.reasonCode });
          return true;
        }));
      case 'do-not-contact-requests':
        return items.map((it) => this.once(`no ${text(it.voter)} ${it.requestId}`, { ...it, channels: [...it.channels].sort(), requestedAt: inUtc(it.requestedAt) }, () => this.saidNo({ id: it.requestId, voter: it.voter, channels: it.channels, attemptId: it.attemptId, isInForce: true })));
      case 'do-not-contact-requests/withdrawals':
        return items.map((it) => this.once(`yes ${text(it.voter)} ${it.withdrawalId}`, it, () => {
          const no = this.noes.find(({ id, voter, isInForce }) => id === it.requestId && text(voter) === text(it.voter) && isInForce);
          if (!no) return false;
          this.tookBack(no);
          return true;
        }));
      case 'rollbacks':
        return items.map(({ rollbackId, scope, reasonCode }) => this.once(`rollback ${rollbackId}`, { scope, reasonCode }, () => {
          const voided = [...this.attempts].flatMap(([id, it]) => (it.voidedBy === undefined && isOf(scope, it.meant.told) ? [id] : []));
          this.rollbacks.set(rollbackId, { voided, undone: false });
          for (const id of voided) this.voided(id, `rollback ${rollbackId}`, reasonCode);
          return true;
        }));
      case 'rollbacks/undos':
        return items.map(({ undoId, rollbackId }) => this.once(`undo ${rollbackId} ${undoId}`, {}, () => {
          const rollback = this.rollbacks.get(rollbackId);
          if (!rollback || rollback.undone) return false;
          rollback.undone = true;
          for (const id of rollback.voided) if (this.attempts.get(id)!.voidedBy === `rollback ${rollbackId}`) this.attempted(this.attempts.get(id)!.meant);
          return true;
        }));
      case 'codes/results':
        return items.map((it) => this.once(`code ${it.definitionId}`, it, () => this.results.set(it.resultCodeId, it).size > 0));
      case 'codes/contact-types':
        return items.map((it) => this.once(`code ${it.definitionId}`, it, () => this.types.set(it.contactTypeId, it).size > 0));
      case 'codes/input-types':
        return items.map((it) => this.once(`code ${it.definitionId}`, it, () => this.inputs.set(it.inputTypeId, it.name).size > 0));
      case 'codes/campaign-zones':
        return items.map((it) => this.once(`code ${it.definitionId}`, it, () => this.zones.set(it.campaignId, it.zone).size > 0));
    }
  }

  /** What is told again says nothing new; what says something else under a known id is refused. */
  private once(id: string, said: object, take: () => boolean): 'accepted' | 'same' | 'refused' {
    const before = this.taken.get(id);
    if (before !== undefined) return before === canonical(said) ? 'same' : 'refused';
    if (!take()) return 'refused';
    this.taken.set(id, canonical(said));
    return 'accepted';
  }

  /** A result or answers, and never both; that they were canvassed goes without saying. */
  private isWhole({ resultCodeId, responses = [] }: RecordAttempt): boolean {
    return responses.length > 0 ? resultCodeId === undefined || resultCodeId === 14 : resultCodeId !== undefined;
  }

  private meant(told: RecordAttempt): Meant {
    const resultCodeId = told.responses?.length ? 14 : told.resultCodeId!;
    const [type, input, result] = [this.types.get(told.contactTypeId), this.inputs.get(told.inputTypeId), this.results.get(resultCodeId)];
    const ahead = told.device ? Date.parse(told.device.clock) - Date.now() : 0;
    const flags = [
      ...(ahead > 0 ? ['device-clock-ahead'] : ahead < 0 ? ['device-clock-behind'] : []), ...(type ? [] : ['unknown-contact-type']), ...(input ? [] : ['unknown-input-type']), ...(result ? [] : ['unknown-result-code']),
      ...(type && this.closedChannels(told.voter, told.attemptId).includes(type.channel) ? ['do-not-contact'] : []),
    ];
    return {
      told, attemptedAt: inUtc(told.attemptedAt), contactType: type?.name ?? `Unknown (${told.contactTypeId})`, inputType: input ?? `Unknown (${told.inputTypeId})`, result: result?.name ?? `Unknown (${resultCodeId})`,
      contact: result?.contact ?? false, refused: result?.refused ?? false, day: localDay(Date.parse(told.attemptedAt), this.zones.get(told.campaignId) ?? told.zone ?? 'UTC'), flags, closes: result?.optsOutOf,
    };
  }

  private attempted(meant: Meant): true {
    const { attemptId, voter } = meant.told;
    this.happened({ type: 'ContactAttempted', reference: text(voter), attemptId, contactType: meant.contactType, result: meant.result, flags: meant.flags });
    const no = meant.closes === undefined ? undefined : { id: '', voter, channels: [meant.closes], attemptId, isInForce: true };
    this.attempts.set(attemptId, { meant, voidedBy: undefined, recorded: this.moments.length, no });
    if (no) this.saidNo(no);
    return true;
  }

  private voided(attemptId: string, by: string, reasonCode: string): boolean {
    const attempt = this.attempts.get(attemptId);
    if (!attempt || attempt.voidedBy !== undefined) return false;
    attempt.voidedBy = by;
    this.happened({ type: 'ContactAttemptVoided', reference: text(attempt.meant.told.voter), attemptId, contactType: attempt.meant.contactType, result: attempt.meant.result, detail: reasonCode });
    if (attempt.no?.isInForce) this.tookBack(attempt.no);
    return true;
  }

  private saidNo(no: No): true {
    this.noes.push(no);
    this.happened({ type: 'DoNotContactRequested', reference: text(no.voter), detail: [...no.channels].sort().join(' ') });
    return true;
  }

  private tookBack(no: No): void {
    no.isInForce = false;
    this.happened({ type: 'DoNotContactWithdrawn', reference: text(no.voter) });
  }

  private happened(moment: Partial<Moment> & Pick<Moment, 'type'>): void {
    this.moments.push({ reference: null, attemptId: null, contactType: null, result: null, detail: null, flags: [], linkedTo: null, linkId: null, ...moment });
  }

  /** Which channels a voter closed, but for what was said at this attempt. */
  closedChannels(voter: Voter, attemptId?: string): string[] {
    return this.noes.flatMap((no) => (no.isInForce && text(no.voter) === text(voter) && (attemptId === undefined || no.attemptId !== attemptId) ? no.channels : []));
  }

  voters(): Voter[] {
    return [...new Map([...[...this.attempts.values()].map(({ meant }) => meant.told.voter), ...this.noes.map(({ voter }) => voter)].map((it) => [text(it), it])).values()];
  }

  contactTypes(): { readonly id: number; readonly channel: string }[] {
    return [...this.types].map(([id, { channel }]) => ({ id, channel }));
  }

  private standing(): Attempt[] {
    return [...this.attempts.values()].filter(({ voidedBy }) => voidedBy === undefined);
  }

  /** What the carrier said last; that it was sent only as long as nothing more is known. */
  private delivery(attemptId: string): string | undefined {
    const all = this.deliveries.get(attemptId) ?? [];
    const final = all.filter(({ status }) => status !== 'sent');
    return (final.length > 0 ? final : all).sort((a, b) => compare(a.at, b.at) || compare(a.status, b.status)).at(-1)?.status;
  }

  private isContact({ meant }: Attempt): boolean {
    return meant.contact && this.delivery(meant.told.attemptId) !== 'undelivered';
  }

  private persons(): Map<string, string> {
    return personsOf([...this.links.values()].flatMap(({ person, same, stands }) => (stands ? [[person, same] as const] : [])));
  }

  /** The figures of `contact-rates` by some of its groups, whose names are joined; by none, of all. */
  contactRates(...by: readonly By[]): Record<string, Record<string, number | null>> {
    const persons = this.persons();
    const groups = new Map<string, Attempt[]>();
    for (const attempt of this.standing()) push(groups, by.map((dimension) => groupOf(attempt.meant, dimension)).join(' | '), attempt);
    return Object.fromEntries([...groups].map(([name, all]) => {
      const contacts = all.filter((it) => this.isContact(it)).length;
      return [name, {
        attempts: all.length, deliveries: all.filter(({ meant }) => this.delivery(meant.told.attemptId) === 'delivered').length, contacts,
        voters: new Set(all.map(({ meant }) => persons.get(text(meant.told.voter)) ?? text(meant.told.voter))).size, doors: new Set(all.flatMap(({ meant }) => meant.told.doorId ?? [])).size,
        refusals: all.filter(({ meant }) => meant.refused).length, contactsPerAttempt: rounded(contacts, all.length, 10_000),
      }];
    }));
  }

  /** The ids of what `contact-rates/events` lists, and whether each was a contact. */
  counted(): Record<string, { readonly result: string; readonly contact: boolean }> {
    return Object.fromEntries(this.standing().map((it) => [it.meant.told.attemptId, { result: it.meant.result, contact: this.isContact(it) }]));
  }

  /** The rows of `canvasser-activity`, of one campaign or of all. */
  activity(campaign?: string): Record<string, object> {
    const groups = new Map<string, Attempt[]>();
    for (const attempt of this.standing()) if (campaign === undefined || attempt.meant.told.campaignId === campaign) push(groups, `${groupOf(attempt.meant, 'canvasser')} | ${attempt.meant.day}`, attempt);
    return Object.fromEntries([...groups].map(([name, all]) => {
      const times = all.map(({ meant }) => meant.attemptedAt).sort();
      const [firstAt, lastAt] = [times[0]!, times.at(-1)!];
      return [name, { attempts: all.length, contacts: all.filter((it) => this.isContact(it)).length, firstAt, lastAt, attemptsPerHour: rounded(all.length * 3_600_000, Date.parse(lastAt) - Date.parse(firstAt), 10) }];
    }));
  }

  /** The rows of `survey-results`, of one campaign or of all. */
  survey(campaign?: string): Record<string, { readonly voters: number; readonly conflicting: number }> {
    const persons = this.persons();
    const said = new Map<string, { readonly answer: string; readonly at: string; readonly recorded: number }[]>();
    for (const { meant: { told, attemptedAt }, recorded } of this.standing()) {
      if (campaign !== undefined && told.campaignId !== campaign) continue;
      for (const { type, surveyQuestionId, surveyResponseId } of told.responses ?? []) {
        if (type === 'SurveyResponse') push(said, `${persons.get(text(told.voter)) ?? text(told.voter)} ${surveyQuestionId}`, { answer: `${surveyQuestionId} ${surveyResponseId}`, at: attemptedAt, recorded });
      }
    }
    const rows: Record<string, { voters: number; conflicting: number }> = {};
    for (const answers of said.values()) {
      // The latest holds, and of those at one attempt the one that was told last.
      const last = answers.sort((a, b) => compare(a.at, b.at) || a.recorded - b.recorded).at(-1)!;
      const row = (rows[last.answer] ??= { voters: 0, conflicting: 0 });
      row.voters++;
      if (new Set(answers.map(({ answer }) => answer)).size > 1) row.conflicting++;
    }
    return rows;
  }

  /** The timeline of a voter, in no order. */
  history(reference: string): string[] {
    const persons = this.persons();
    const isTheirs = (name: string | null) => name !== null && (persons.get(name) ?? name) === (persons.get(reference) ?? reference);
    const own = this.moments.filter((it) => isTheirs(it.reference) || isTheirs(it.linkedTo));
    // What the carrier said is of whom the attempt is, as it was told last.
    const triedLast = new Map(this.moments.flatMap(({ type, attemptId, reference: voter }) => (type === 'ContactAttempted' ? [[attemptId, voter]] : [])));
    return this.moments.flatMap((it, n) => {
      if (!own.includes(it) && !(it.reference === null && isTheirs(triedLast.get(it.attemptId) ?? null))) return [];
      const voided = it.type === 'ContactAttempted' && this.moments.slice(n).some((later) => later.type === 'ContactAttemptVoided' && later.attemptId === it.attemptId);
      return [canonical({ ...it, voided })];
    }).sort();
  }
}

function groupOf({ told, contactType, inputType, result, day }: Meant, by: By): string {
  switch (by) {
    case 'campaign': return told.campaignId;
    case 'day': return day;
    case 'contactType': return contactType;
    case 'inputType': return inputType;
    case 'result': return result;
    case 'turf': return told.turfId ?? '';
    case 'canvasser': return told.canvasserId === undefined ? '' : `${told.voter.system}/${told.voter.scope}/${told.canvasserId}`;
    case 'precinct': return told.precinctId ?? '';
  }
}

function isOf({ of, id, system, scope, campaignId }: RollbackBegun['data']['scope'], { batchId, canvasserId, turfId, campaignId: campaign, voter }: RecordAttempt): boolean {
  return { batch: batchId, canvasser: canvasserId, turf: turfId }[of] === id && (system ?? voter.system) === voter.system && (scope ?? voter.scope) === voter.scope && (campaignId ?? campaign) === campaign;
}

/** What a repeat must say again; not what the device's clock showed. */
function asSaid(attempt: RecordAttempt): object {
  const { device: _device, ...said } = attempt;
  return { ...said, attemptedAt: inUtc(said.attemptedAt) };
}

const inUtc = (instant: string) => new Date(instant).toISOString();
/** A share in so many parts, a half up; whole numbers meet it exactly. */
const rounded = (part: number, of: number, parts: number): number | null => (of === 0 ? null : Math.floor((2 * part * parts + of) / (2 * of)) / parts);
