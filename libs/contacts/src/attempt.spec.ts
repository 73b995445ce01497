import fc from 'fast-check';
import { nameUuid, Rejection, type Meta } from '@fieldledger/kernel';
import { slugOf } from '@fieldledger/testing';
import type { RecordAttempt } from './attempt-commands.js';
import { ATTEMPT_EXAMPLES } from './attempt-examples.js';
import { amendAttempt, attemptDecider, recordAttempt, reportDelivery, voidAttempt, type AttemptContext, type AttemptState } from './attempt.js';
import type { AttemptEvent } from './attempt-events.js';
import { DEFAULT_CODE_TABLES } from './code-tables.js';

const meta: Meta = {
  organization: '7b0c6d1e-0a51-4a53-8ad4-3f1f7a6f9c01', actor: 'key', app: 'canvass', correlationId: 'c', causationId: null,
  receivedAt: '2026-10-03T21:20:00.000Z', provenance: null,
};
const context: AttemptContext = { codes: DEFAULT_CODE_TABLES, closedChannels: new Set() };
const knock: RecordAttempt = {
  attemptId: '0d8f4b9e-57a4-4f0e-9d2f-1f6c8a3b7e10', voter: { system: 'van', scope: 'OH.myvoters', id: '1044321' },
  contactTypeId: 2, inputTypeId: 14, resultCodeId: 1, campaignId: 'columbus', attemptedAt: '2026-10-03T17:14:05-04:00',
};
const after = (events: readonly AttemptEvent[]): AttemptState => events.reduce(attemptDecider.evolve, attemptDecider.initial);
const flagsOf = (events: readonly AttemptEvent[]) => (events[0]!.data as { flags: readonly string[] }).flags;

describe('an attempt', () => {
  it('is recorded with what its codes meant, and its instant in UTC', () => {
    const [event] = recordAttempt(knock, context, meta);
    expect(event).toMatchObject({ type: 'ContactAttempted', data: { attemptedAt: '2026-10-03T21:14:05.000Z', meaning: { result: 'Not Home', contact: false, channel: 'walk' }, flags: [] } });
  });

  it('is a contact when the voter answered a question', () => {
    const responses = [{ type: 'SurveyResponse' as const, surveyQuestionId: 1, surveyResponseId: 2 }];
    const [event] = recordAttempt({ ...knock, resultCodeId: undefined, responses }, context, meta);
    expect(event!.data).toMatchObject({ meaning: { result: 'Canvassed', contact: true } });
  });

  it('needs a result or answers, never both, and every fault is named', () => {
    expect(slugOf(() => recordAttempt({ ...knock, resultCodeId: undefined }, context, meta))).toBe('invalid-body');
    const both = { ...knock, responses: [{ type: 'ActivistCode' as const }] };
    try {
      recordAttempt(both, context, meta);
      throw new Error('it was taken');
    } catch (error) {
      const { details } = error as Rejection;
      expect((details.faults as { field: string }[]).map(({ field }) => field)).toEqual(['/resultCodeId', '/responses/0/activistCodeId', '/responses/0/action']);
    }
  });

  it('at the door of a voter who asked not to be visited is recorded and flagged', () => {
    const closed = { ...context, closedChannels: new Set(['walk'] as const) };
    expect(flagsOf(recordAttempt(knock, closed, meta))).toEqual(['do-not-contact']);
    expect(flagsOf(recordAttempt({ ...knock, contactTypeId: 1 }, closed, meta))).toEqual([]);
  });

  it('with codes that nobody defined is recorded and flagged', () => {
    expect(flagsOf(recordAttempt({ ...knock, resultCodeId: 4711, contactTypeId: 4712 }, context, meta))).toEqual(['unknown-contact-type', 'unknown-result-code']);
  });

  it('from a phone three days fast is recorded when the phone told its time, and refused with ours when it did not', () => {
    const ahead = { ...knock, attemptedAt: '2026-10-06T21:10:00Z' };
    expect(slugOf(() => recordAttempt(ahead, context, meta))).toBe('attempted-in-future');
    const events = recordAttempt({ ...ahead, device: { clock: '2026-10-06T21:20:00Z' } }, context, meta);
    expect(events[0]!.data).toMatchObject({ flags: ['device-clock-ahead'], clockAheadSeconds: 259200 });
  });

  it('is voided once', () => {
    const standing = after(recordAttempt(knock, context, meta));
    const request = { correctionId: 'b5f3a0c2-7a4e-4a55-a1ce-3cfb4d0c9a01', attemptId: knock.attemptId, reasonCode: 'wrong-voter' as const };
    const voided = after([...recordAttempt(knock, context, meta), ...voidAttempt(request, standing)]);
    expect(slugOf(() => voidAttempt(request, voided))).toBe('attempt-not-standing');
    expect(slugOf(() => voidAttempt(request, attemptDecider.initial))).toBe('attempt-missing');
  });

  it('is amended by a void and a fresh attempt together', () => {
    const standing = after(recordAttempt(knock, context, meta));
    const correction = { correctionId: 'b5f3a0c2-7a4e-4a55-a1ce-3cfb4d0c9a01', reasonCode: 'wrong-result' as const, attempt: { ...knock, resultCodeId: 14 } };
    const events = amendAttempt(correction, context, meta, standing);
    expect(events.map(({ type }) => type)).toEqual(['ContactAttemptVoided', 'ContactAttempted']);
    expect(after([...recordAttempt(knock, context, meta), ...events])).toMatchObject({ status: 'standing', attempt: { resultCodeId: 14 } });
  });

  it('may hear of its delivery before it is known', () => {
    const report = { deliveryId: 'd', attemptId: knock.attemptId, status: 'undelivered' as const, code: '30005', reportedAt: knock.attemptedAt };
    expect(flagsOf(reportDelivery(report, attemptDecider.initial))).toEqual(['attempt-unknown']);
    expect(slugOf(() => reportDelivery({ ...report, code: undefined }, attemptDecider.initial))).toBe('invalid-body');
  });

  it('that closes a channel names the request it makes: the same for a repeat, another for an amendment', () => {
    const no = { ...knock, resultCodeId: 23 };
    const [event] = recordAttempt(no, context, meta);
    expect(event!.data).toMatchObject({ optOut: { requestId: nameUuid('do-not-contact', knock.attemptId), channel: 'walk' } });
    expect(recordAttempt(no, context, meta)).toEqual([event]);
    expect(recordAttempt(knock, context, meta)[0]!.data).toMatchObject({ optOut: undefined });
    const correction = { correctionId: 'b5f3a0c2-7a4e-4a55-a1ce-3cfb4d0c9a01', reasonCode: 'wrong-result' as const, attempt: no };
    const [voided, amended] = amendAttempt(correction, context, meta, after([event!]));
    expect([voided, amended].map((it) => (it!.data as { optOut?: { requestId: string } }).optOut?.requestId)).toEqual([
      nameUuid('do-not-contact', knock.attemptId), nameUuid('do-not-contact', knock.attemptId, correction.correctionId),
    ]);
  });

  it('answers any request after any history with events or a rejection, never anything else', () => {
    const history = fc.array(fc.constantFrom(...(Object.values(ATTEMPT_EXAMPLES) as AttemptEvent[])));
    const id = fc.constantFrom(1, 2, 14, 22, 37, 4711);
    const instants = fc.date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true }).map((date) => date.toISOString());
    const response = fc.record({ type: fc.constantFrom('SurveyResponse' as const, 'ActivistCode' as const), surveyQuestionId: fc.option(id, { nil: undefined }), surveyResponseId: fc.option(id, { nil: undefined }), activistCodeId: fc.option(id, { nil: undefined }), action: fc.constantFrom('Apply' as const, undefined) });
    const request = fc.record({
      contactTypeId: id, inputTypeId: id, resultCodeId: fc.option(id, { nil: undefined }), responses: fc.option(fc.array(response, { maxLength: 3 }), { nil: undefined }), attemptedAt: instants,
      device: fc.option(fc.record({ clock: instants }), { nil: undefined }),
    }).map((changes): RecordAttempt => ({ ...knock, ...changes }));
    const correction = { correctionId: 'b5f3a0c2-7a4e-4a55-a1ce-3cfb4d0c9a01', reasonCode: 'test-data' as const };
    const report = fc.record({ status: fc.constantFrom('sent' as const, 'delivered' as const, 'undelivered' as const), code: fc.constantFrom('30005', undefined), reportedAt: instants });
    fc.assert(
      fc.property(history, request, report, (events, attempt, word) => {
        const state = after(events);
        const { attemptId } = knock;
        expect(['no rejection', 'invalid-body', 'attempted-in-future']).toContain(slugOf(() => recordAttempt(attempt, context, meta)));
        expect(['no rejection', 'invalid-body', 'attempted-in-future', 'attempt-missing', 'attempt-not-standing']).toContain(slugOf(() => amendAttempt({ ...correction, attempt }, context, meta, state)));
        expect(['no rejection', 'attempt-missing', 'attempt-not-standing']).toContain(slugOf(() => voidAttempt({ ...correction, attemptId }, state)));
        expect(['no rejection', 'invalid-body']).toContain(slugOf(() => reportDelivery({ ...word, deliveryId: correction.correctionId, attemptId }, state)));
      }),
    );
  });
});
