import fc from 'fast-check';
import type { Meta } from '@fieldledger/kernel';
import { slugOf } from '@fieldledger/testing';
import { SIGNUP_STEPS, type RecordSignupStep, type SightSignup, type VoidSignupStep } from './signup-commands.js';
import type { SignupEvent, SignupFlag } from './signup-events.js';
import { SIGNUP_EXAMPLES } from './signup-examples.js';
import { amendSignupStep, askedOfSighting, askedOfStep, recordSignupStep, sightSignup, signupDecider, voidSignupStep, type SignupContext, type SignupState } from './signup.js';

const meta = { receivedAt: '2026-10-04T12:00:00.000Z' } as Meta;
const { SignupScheduled: scheduled, SignupCheckedIn: checkedIn, SignupCancelled: cancelled, SignupSighted: sighted, SignupStepVoided: voided } = SIGNUP_EXAMPLES;
const { signupId, shiftId, volunteer } = scheduled.data;
const context: SignupContext = { shift: 'planned', sealed: {}, forgotten: false, suppressed: false };
const id = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

const command = (change: Partial<RecordSignupStep> = {}): RecordSignupStep => ({ stepId: id(1), signupId, step: 'confirmed', volunteer: { reference: volunteer }, at: '2026-09-30T18:00:00-04:00', ...change });
const after = (...events: readonly SignupEvent[]): SignupState => events.reduce(signupDecider.evolve, signupDecider.initial);
const flags = ([event]: readonly SignupEvent[]): readonly SignupFlag[] => event!.data.flags;

describe('a signup', () => {
  it('keeps each confirmation as a fact of its own, in UTC', () => {
    const [event] = recordSignupStep(command({ organizerId: 'caller-8' }), context, after(scheduled), meta);
    expect(event).toMatchObject({ type: 'SignupConfirmed', data: { at: '2026-09-30T22:00:00.000Z', organizerId: 'caller-8', volunteer, flags: [] } });
    expect(signupDecider.occurredAt(event!, meta)).toBe('2026-09-30T22:00:00.000Z');
  });

  it.each([
    ['for a shift that nobody told of', { step: 'scheduled', shiftId }, { shift: 'unknown' }, [], 'shift-unknown'],
    ['for a shift that was called off', { step: 'scheduled', shiftId }, { shift: 'cancelled' }, [], 'shift-cancelled'],
    ['that nobody told of before it is confirmed', {}, {}, [], 'signup-unknown'],
    ['that is attended after it was cancelled', { step: 'completed' }, {}, [scheduled, cancelled], 'after-cancellation'],
    ['that is attended after its system had deleted it', { step: 'completed' }, {}, [{ ...sighted, data: { ...sighted.data, status: 'deleted' } }], 'after-cancellation'],
    ['that is checked out before anybody was checked in', { step: 'checked-out' }, {}, [scheduled], 'check-in-missing'],
    ['of somebody else than before', { volunteer: { reference: { ...volunteer, id: 'other' } } }, {}, [scheduled], 'other-volunteer'],
    ['of somebody whose key was destroyed', { step: 'scheduled' }, { forgotten: true }, [], 'person-forgotten'],
    ['that is checked out before it was checked in', { step: 'checked-out', at: '2026-10-03T14:04:59Z' }, {}, [scheduled, checkedIn], 'check-out-before-check-in'],
    ['that lasted for more than a day', { step: 'checked-out', at: '2026-10-04T14:05:01Z' }, {}, [scheduled, checkedIn], 'over-24-hours'],
  ] as [string, Partial<RecordSignupStep>, Partial<SignupContext>, SignupEvent[], SignupFlag][])('%s is a fact, recorded and flagged', (_what, change, found, history, flag) => {
    expect(flags(recordSignupStep(command(change), { ...context, ...found }, after(...history), { receivedAt: '2026-10-05T00:00:00.000Z' } as Meta))).toEqual([flag]);
  });

  it('that lasted for a day, and not a second more, is nothing to look at', () => {
    expect(flags(recordSignupStep(command({ step: 'checked-out', at: '2026-10-04T14:05:00Z' }), context, after(scheduled, checkedIn), { receivedAt: '2026-10-05T00:00:00.000Z' } as Meta))).toEqual([]);
  });

  it('is measured from the first of several check-ins, in whatever order they became known', () => {
    const late = { ...checkedIn, data: { ...checkedIn.data, stepId: id(9), at: '2026-10-03T16:00:00.000Z' } };
    const out = command({ step: 'checked-out', at: '2026-10-03T15:00:00Z' });
    for (const history of [[checkedIn, late], [late, checkedIn]]) expect(flags(recordSignupStep(out, context, after(scheduled, ...history), meta))).toEqual([]);
  });

  it('has no cancellation or check-in that was taken out', () => {
    const out = (stepId: string): SignupEvent => ({ ...voided, data: { ...voided.data, stepId } });
    expect(flags(recordSignupStep(command({ step: 'completed' }), context, after(scheduled, cancelled, out(cancelled.data.stepId)), meta))).toEqual([]);
    expect(flags(recordSignupStep(command({ step: 'checked-out' }), context, after(scheduled, checkedIn, out(checkedIn.data.stepId)), meta))).toEqual(['check-in-missing']);
  });

  it('is attended once more after it was put back', () => {
    expect(flags(recordSignupStep(command({ step: 'completed' }), context, after(scheduled, cancelled, { ...scheduled, data: { ...scheduled.data, stepId: id(4) } }), meta))).toEqual([]);
  });

  it('does not happen in the future, and is not moved to nowhere', () => {
    expect(slugOf(() => recordSignupStep(command({ at: '2026-10-04T12:05:01Z' }), context, after(), meta))).toBe('told-in-future');
    expect(slugOf(() => recordSignupStep(command({ step: 'rescheduled' }), context, after(), meta))).toBe('shift-required');
    expect(slugOf(() => sightSignup({ ...sighted.data, volunteer: { reference: volunteer }, asOf: '2026-10-05T00:00:00Z', note: undefined }, context, after(), meta))).toBe('told-in-future');
    expect(slugOf(() => sightSignup({ ...sighted.data, volunteer: { reference: volunteer }, endsAt: sighted.data.startsAt, note: undefined }, context, after(), meta))).toBe('shift-end-before-start');
  });

  it('that is shown twice, neither time with a moment, is flagged: which is later nobody can say', () => {
    const shown = (sightingId: string, asOf?: string): SightSignup => ({ sightingId, signupId, volunteer: { reference: volunteer }, status: 'scheduled', asOf });
    const seen = (what: SightSignup, ...history: readonly SignupEvent[]) => sightSignup(what, context, after(...history), meta);
    const [undated] = seen(shown(id(1)));
    expect(flags([undated!])).toEqual([]);
    expect(flags(seen(shown(id(2)), undated!))).toEqual(['order-unknown']);
    expect([flags(seen(shown(id(2), '2026-10-01T12:00:00Z'), undated!)), flags(seen(shown(id(2)), scheduled))]).toEqual([[], []]);
  });

  it('that is shown as over, and not when, is told with the end of its shift', () => {
    const shown = (status: SightSignup['status'], more: Partial<SightSignup> = {}): SightSignup => ({ sightingId: id(1), signupId, volunteer: { reference: volunteer }, status, ...more });
    const endOf = (what: SightSignup, of = context) => sightSignup(what, { ...of, shiftEndsAt: '2001-11-06T19:00:00.000Z' }, after(), meta)[0]!.data.shiftEndsAt;
    expect([endOf(shown('completed')), endOf(shown('no-show')), endOf(shown('confirmed', { attended: true }))]).toEqual(Array(3).fill('2001-11-06T19:00:00.000Z'));
    expect([endOf(shown('scheduled')), endOf(shown('completed', { asOf: '2026-10-01T12:00:00Z' })), endOf(shown('completed', { endsAt: '2026-10-01T12:00:00Z' }))]).toEqual([undefined, undefined, undefined]);
    const told = sightSignup(shown('completed'), { ...context, shiftEndsAt: '2001-11-06T19:00:00.000Z' }, after(), meta)[0]!;
    expect(signupDecider.asked(told.data)).toEqual(askedOfSighting(shown('completed'), {}));
  });

  it('may have a step taken out before the step is known', () => {
    const what: VoidSignupStep = { correctionId: voided.data.correctionId, signupId, stepId: scheduled.data.stepId, reasonCode: 'wrong-volunteer' };
    expect(voidSignupStep(what, after())).toMatchObject([{ data: { step: null, volunteer: null, flags: ['step-unknown'] } }]);
    const known = voidSignupStep(what, after(scheduled));
    expect(known).toMatchObject([{ data: { step: 'scheduled', volunteer, flags: [] } }]);
    expect(flags(voidSignupStep(what, after(scheduled, ...known)))).toEqual(['voided-before']);
  });

  it('has steps taken out, and neither corrections nor sightings: who names one is told what to do instead', () => {
    const what = (stepId: string): VoidSignupStep => ({ correctionId: id(7), signupId, stepId, reasonCode: 'entered-in-error' });
    const amendment = { correctionId: id(5), stepId: scheduled.data.stepId, reasonCode: 'wrong-step' as const, step: command({ step: 'confirmed' }) };
    const amended = after(scheduled, ...amendSignupStep(amendment, context, after(scheduled), meta));
    expect(slugOf(() => voidSignupStep(what(id(5)), amended))).toBe('not-a-step');
    expect(() => voidSignupStep(what(id(5)), amended)).toThrow('is voided by its own stepId');
    expect(flags(voidSignupStep(what(id(1)), amended))).toEqual([]);
    expect(slugOf(() => amendSignupStep({ ...amendment, correctionId: id(8), stepId: id(5), step: command({ stepId: id(6) }) }, context, amended, meta))).toBe('not-a-step');
    expect(() => voidSignupStep(what(sighted.data.sightingId), after(sighted))).toThrow('by a later sighting');
    // Who gives a correction the id of its step means the step, also before that is known.
    expect(flags(voidSignupStep({ ...what(id(5)), correctionId: id(8) }, after(...voidSignupStep({ ...what(id(5)), correctionId: id(5) }, after()))))).toEqual(['step-unknown', 'voided-before']);
  });

  it('is amended by a void and a fresh step in one', () => {
    const amendment = { correctionId: id(5), stepId: scheduled.data.stepId, reasonCode: 'wrong-step' as const, step: command({ step: 'invited' }) };
    expect(amendSignupStep(amendment, context, after(scheduled), meta).map(({ type }) => type)).toEqual(['SignupStepVoided', 'SignupInvited']);
    expect(slugOf(() => amendSignupStep({ ...amendment, stepId: id(1) }, context, after(scheduled), meta))).toBe('same-step');
    expect(slugOf(() => amendSignupStep({ ...amendment, step: command({ stepId: checkedIn.data.stepId }) }, context, after(scheduled, checkedIn), meta))).toBe('id-taken');
  });

  it('is told again as it was asked, with marks for what is sealed', () => {
    const told = command({ step: 'scheduled', shiftId });
    const sealed = { person: scheduled.data.person!, note: scheduled.data.note! };
    const [event] = recordSignupStep(told, { ...context, sealed }, after(), meta);
    expect(signupDecider.asked(event!.data)).toEqual(askedOfStep(told, { person: { mark: sealed.person.mark }, note: { mark: sealed.note.mark } }));
    const { volunteer: _volunteer, person: _person, note: _note, flags: _flags, ...rest } = sighted.data;
    const seen: SightSignup = { ...rest, volunteer: { reference: volunteer } };
    expect(signupDecider.asked(sightSignup(seen, { ...context, sealed }, after(), meta)[0]!.data)).toEqual(askedOfSighting(seen, sealed));
    expect(JSON.stringify(askedOfStep(told, { person: { mark: 'm', clear: 'Quillfeather' } as never }))).not.toContain('Quillfeather');
  });

  it('answers anything after any history with an event or a rejection, never anything else', () => {
    const at = fc.constantFrom('2026-09-30T18:00:00Z', '2026-10-04T11:00:00Z', '2030-01-01T00:00:00Z');
    const any = fc.array(fc.constantFrom(...(Object.values(SIGNUP_EXAMPLES) as SignupEvent[])));
    fc.assert(
      fc.property(any, fc.constantFrom(...SIGNUP_STEPS), at, fc.option(fc.constant(shiftId!), { nil: undefined }), fc.constantFrom('unknown', 'planned', 'cancelled', undefined), (history, step, when, shift, stands) => {
        const state = after(...history);
        const found = slugOf(() => recordSignupStep(command({ step, at: when, shiftId: shift }), { ...context, shift: stands }, state, meta));
        expect(['no rejection', 'told-in-future', 'shift-required']).toContain(found);
        expect(slugOf(() => voidSignupStep({ correctionId: id(9), signupId, stepId: id(1), reasonCode: 'other' }, state))).toBe('no rejection');
      }),
    );
  });
});
