import { markedOf, type Sealed } from '@fieldledger/privacy';
import { CLOCK_TOLERANCE_MS, nameUuid, Rejection, type Decider, type Fault, type Meta } from '@fieldledger/kernel';
import type { AmendAttempt, RecordAttempt, ReportDelivery, Response, VoidAttempt } from './attempt-commands.js';
import type { Attempt, AttemptEvent, ContactAttempted, Flag } from './attempt-events.js';
import { CANVASSED, type Channel, type CodeTables } from './code-tables.js';

export type AttemptState =
  | { readonly status: 'unknown' }
  | { readonly status: 'standing'; readonly attempt: Attempt }
  | { readonly status: 'voided'; readonly attempt: Attempt; readonly correctionId: string };

/** What an attempt is read against: the organization's codes, and the channels this voter has closed. */
export interface AttemptContext {
  readonly codes: CodeTables;
  readonly closedChannels: ReadonlySet<Channel>;
  /** What was said in the voter's own words, sealed for the event to come. */
  readonly sealed?: { readonly note?: Sealed; readonly phone?: Sealed };
  /** There were such words, and the voter was erased: the fact is recorded without them. */
  readonly forgotten?: boolean;
}

export const attemptDecider: Decider<AttemptState, AttemptEvent> = {
  kind: 'attempt',
  initial: { status: 'unknown' },
  evolve,
  versions: { ContactAttempted: 1, ContactDeliveryReported: 1, ContactAttemptVoided: 1 },
  occurredAt: ({ type, data }, meta) =>
    type === 'ContactAttempted' ? data.attemptedAt : type === 'ContactDeliveryReported' ? data.reportedAt : meta.receivedAt,
  asked: askedAsRecorded,
};

/** A fact: recorded and flagged. @throws Rejection `result-or-responses`, `attempted-in-future` */
export function recordAttempt(command: RecordAttempt, context: AttemptContext, meta: Meta): AttemptEvent[] {
  return [{ type: 'ContactAttempted', data: { ...attemptOf(command, context, meta), ...context.sealed } }];
}

/** A fact, even before its attempt is known. @throws Rejection `invalid-body` */
export function reportDelivery(command: ReportDelivery, state: AttemptState): AttemptEvent[] {
  const { deliveryId, attemptId, status, code } = command;
  if (status === 'undelivered' && code === undefined) {
    throw invalid([{ field: '/code', problem: 'is required when the status is undelivered: the code the carrier gave' }]);
  }
  const flags: Flag[] = state.status === 'unknown' ? ['attempt-unknown'] : [];
  const reportedAt = instant(command.reportedAt);
  return [{ type: 'ContactDeliveryReported', data: { deliveryId, attemptId, status, code, reportedAt, flags } }];
}

/** @throws Rejection `attempt-missing`, `attempt-not-standing` */
export function voidAttempt({ correctionId, reasonCode }: VoidAttempt, state: AttemptState): AttemptEvent[] {
  return [{ type: 'ContactAttemptVoided', data: { ...standing(state), correctionId, reasonCode } }];
}

/** A void and a fresh attempt in one append, so that every report is right already. @throws Rejection as above */
export function amendAttempt(command: AmendAttempt, context: AttemptContext, meta: Meta, state: AttemptState): AttemptEvent[] {
  const { correctionId, reasonCode, attempt } = command;
  const amended: AttemptEvent = { type: 'ContactAttempted', data: { ...attemptOf(attempt, context, meta, correctionId), ...context.sealed } };
  return [...voidAttempt({ correctionId, reasonCode, attemptId: attempt.attemptId }, state), amended];
}

/**
 * The id of the do-not-contact request that an attempt's result makes. A fresh one each time the attempt is recorded anew
 * (`cause` is the amendment or the undoing): the request of what was voided is withdrawn, and must not come back.
 */
export function optOutIdOf(attemptId: string, ...cause: readonly string[]): string {
  return nameUuid('do-not-contact', attemptId, ...cause);
}

/** What a repeat of the same attempt must say again: neither when it was sent nor through which file. */
export function askedOf({ device: _device, provenance: _provenance, note: _note, phone: _phone, ...asked }: RecordAttempt, sealed: AttemptContext['sealed'] = {}): object {
  return { ...asked, attemptedAt: instant(asked.attemptedAt), ...markedOf(sealed) };
}

/** As `askedOf`, from the event. What takes an attempt out repeats all of it, and was asked for by its id alone. */
function askedAsRecorded(data: AttemptEvent['data'], request: object = {}): object {
  if ('correctionId' in data) return { correctionId: data.correctionId, reasonCode: data.reasonCode, ...('attemptId' in request && { attemptId: data.attemptId }) };
  const { meaning: _meaning, flags: _flags, optOut: _optOut, clockAheadSeconds: _ahead, ...asked } = data as ContactAttempted['data'];
  return markedOf(asked);
}

/** Total: history is never refused. No `default`: a new event that is not handled here does not compile. */
function evolve(state: AttemptState, { type, data }: AttemptEvent): AttemptState {
  switch (type) {
    case 'ContactAttempted': {
      const { note: _note, phone: _phone, ...attempt } = data;
      return { status: 'standing', attempt };
    }
    case 'ContactDeliveryReported':
      return state;
    case 'ContactAttemptVoided': {
      const { correctionId, reasonCode: _reasonCode, ...attempt } = data;
      return { status: 'voided', attempt, correctionId };
    }
  }
}

function standing(state: AttemptState): Attempt {
  switch (state.status) {
    case 'unknown':
      throw new Rejection('missing', 'attempt-missing', 'No attempt is recorded under this id. Send the attempt first, then the correction; name the attempt itself, also to take back an amendment, which another one replaces.');
    case 'voided':
      throw new Rejection('conflict', 'attempt-not-standing', 'This attempt was voided before; only a standing attempt can be corrected.');
    case 'standing':
      return state.attempt;
  }
}

function attemptOf(command: RecordAttempt, context: AttemptContext, meta: Meta, ...cause: readonly string[]): Attempt {
  const { codes } = context;
  const answered = (command.responses?.length ?? 0) > 0;
  const faults = [...resultFaults(command, answered), ...(command.responses ?? []).flatMap(responseFaults)];
  if (faults.length > 0) throw invalid(faults);
  const contactType = codes.contactTypes.get(command.contactTypeId);
  const inputType = codes.inputTypes.get(command.inputTypeId);
  const resultCodeId = answered ? CANVASSED : command.resultCodeId!;
  const result = codes.resultCodes.get(resultCodeId);
  const { ahead, clockFlags } = clock(command, meta);
  const flags: Flag[] = [...clockFlags];
  if (!contactType) flags.push('unknown-contact-type');
  if (!inputType) flags.push('unknown-input-type');
  if (!result) flags.push('unknown-result-code');
  if (contactType && context.closedChannels.has(contactType.channel)) flags.push('do-not-contact');
  if (context.forgotten) flags.push('person-forgotten');
  return {
    attemptId: command.attemptId,
    voter: { system: command.voter.system, scope: command.voter.scope, id: command.voter.id },
    contactTypeId: command.contactTypeId,
    inputTypeId: command.inputTypeId,
    resultCodeId: command.resultCodeId,
    responses: command.responses?.map(responseOf),
    canvasserId: command.canvasserId,
    turfId: command.turfId,
    listId: command.listId,
    doorId: command.doorId,
    precinctId: command.precinctId,
    campaignId: command.campaignId,
    batchId: command.batchId,
    attemptedAt: instant(command.attemptedAt),
    zone: command.zone,
    meaning: {
      contactType: contactType?.name ?? `Unknown (${command.contactTypeId})`,
      channel: contactType?.channel ?? null,
      inputType: inputType?.name ?? `Unknown (${command.inputTypeId})`,
      result: result?.name ?? `Unknown (${resultCodeId})`,
      contact: result?.contact ?? false,
      refused: result?.refused ?? false,
      dayZone: codes.campaignZones.get(command.campaignId) ?? command.zone ?? 'UTC',
    },
    flags,
    optOut: result?.optsOutOf && { requestId: optOutIdOf(command.attemptId, ...cause), channel: result.optsOutOf },
    clockAheadSeconds: ahead,
  };
}

/** VAN's rule: a result code, or what the voter answered; 14 (Canvassed) beside answers says the same twice and is let pass. */
function resultFaults({ resultCodeId }: RecordAttempt, answered: boolean): Fault[] {
  if (!answered && resultCodeId === undefined) {
    return [{ field: '/resultCodeId', problem: 'is required when there are no responses: say what came of the attempt' }];
  }
  if (answered && resultCodeId !== undefined && resultCodeId !== CANVASSED) {
    return [{ field: '/resultCodeId', problem: 'must be left out when there are responses: an answer means Canvassed' }];
  }
  return [];
}

function responseFaults(response: Response, i: number): Fault[] {
  const needed: (keyof Response)[] =
    response.type === 'SurveyResponse' ? ['surveyQuestionId', 'surveyResponseId'] : ['activistCodeId', 'action'];
  return needed
    .filter((name) => response[name] === undefined)
    .map((name) => ({ field: `/responses/${i}/${name}`, problem: `is required for a response of type ${response.type}` }));
}

function responseOf({ type, surveyQuestionId, surveyResponseId, activistCodeId, action }: Response): Response {
  return type === 'SurveyResponse' ? { type, surveyQuestionId, surveyResponseId } : { type, activistCodeId, action };
}

/**
 * A phone's clock may be days off; what it did happened all the same. When it told us its time we know by how much, and
 * record the attempt with a flag. A future attempt that no clock explains is a mistake of the sender.
 */
function clock({ attemptedAt, device }: RecordAttempt, { receivedAt }: Meta): { ahead?: number; clockFlags: Flag[] } {
  const now = Date.parse(receivedAt);
  const ahead = device && Math.round((Date.parse(device.clock) - now) / 1000);
  const explained = ahead !== undefined && ahead > 0 ? ahead : 0;
  if (Date.parse(attemptedAt) > now + explained * 1000 + CLOCK_TOLERANCE_MS) {
    throw new Rejection(
      'invalid',
      'attempted-in-future',
      `The attempt is dated ${attemptedAt}, which is after now: the server's time is ${receivedAt}. If the device's clock is wrong, send its present time as device.clock and the attempt is recorded with a flag.`,
      { serverTime: receivedAt, faults: [{ field: '/attemptedAt', problem: 'is more than 5 minutes in the future' }] },
    );
  }
  if (ahead === undefined || Math.abs(ahead) * 1000 <= CLOCK_TOLERANCE_MS) return { ahead, clockFlags: [] };
  return { ahead, clockFlags: [ahead > 0 ? 'device-clock-ahead' : 'device-clock-behind'] };
}

/** The same instant, in UTC with milliseconds; most come so already. */
function instant(text: string): string {
  return IN_UTC.test(text) ? text : new Date(text).toISOString();
}

const IN_UTC = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

function invalid(faults: readonly Fault[]): Rejection {
  return new Rejection('invalid', 'invalid-body', 'The attempt does not hold together; every fault is listed.', { faults });
}
