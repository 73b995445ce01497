import fc from 'fast-check';
import { slugOf } from '@fieldledger/testing';
import type { Attempt, AttemptEvent } from './attempt-events.js';
import { ATTEMPT_EXAMPLES } from './attempt-examples.js';
import { attemptDecider, optOutIdOf, voidAttempt } from './attempt.js';
import type { RollbackEvent } from './rollback-events.js';
import { ROLLBACK_EXAMPLES } from './rollback-examples.js';
import { beginRollback, inScope, reinstateAttempt, rollbackDecider, undoRollback, voidIdOf } from './rollback.js';

const command = { rollbackId: '83e24675-c173-4ae7-8e83-ca1728118388', scope: { of: 'batch' as const, id: 'b-1' }, reasonCode: 'falsified' as const };
const undo = { undoId: '94f35786-d284-4bf8-9f94-db2839229499', rollbackId: command.rollbackId };
const attempt: Attempt = { ...ATTEMPT_EXAMPLES.ContactAttempted.data, batchId: 'b-1', canvasserId: 'c-1', turfId: 't-1', campaignId: 'columbus' };
const { attemptId } = attempt;

const rolled = (events: readonly RollbackEvent[]) => events.reduce(rollbackDecider.evolve, rollbackDecider.initial);
const standing = (events: readonly AttemptEvent[]) => events.reduce(attemptDecider.evolve, attemptDecider.initial);
const recorded = (data: Attempt): AttemptEvent => ({ type: 'ContactAttempted', data });
const voidedBy = (correctionId: string, data: Attempt = attempt): AttemptEvent => voidAttempt({ correctionId, attemptId, reasonCode: 'falsified' }, standing([recorded(data)]))[0]!;

describe('a rollback', () => {
  it('says first what is meant, and up to where in the log', () => {
    expect(beginRollback(command, '0000000000004711')).toEqual([{ type: 'RollbackBegun', data: { ...command, scope: { ...command.scope, system: undefined, scope: undefined, campaignId: undefined }, through: '0000000000004711' } }]);
  });

  it('takes what is of its batch, its canvasser or its turf, and within its campaign when it names one', () => {
    const ids = { batch: 'b-1', canvasser: 'c-1', turf: 't-1' };
    for (const kind of ['batch', 'canvasser', 'turf'] as const) {
      const scope = { of: kind, id: ids[kind] };
      expect(inScope(scope, attempt)).toBe(true);
      expect(inScope({ ...scope, campaignId: 'columbus' }, attempt)).toBe(true);
      expect(inScope({ ...scope, campaignId: 'dayton' }, attempt)).toBe(false);
      expect(inScope({ ...scope, id: 'x' }, attempt)).toBe(false);
    }
    expect(inScope({ of: 'batch', id: 'c-1' }, attempt)).toBe(false);
    expect(inScope({ of: 'turf', id: 't-1' }, { ...attempt, turfId: undefined })).toBe(false);
  });

  it('leaves alone who has the same id in another system or scope, where these are named', () => {
    const { system, scope } = attempt.voter;
    const theirs = { of: 'canvasser' as const, id: 'c-1' };
    expect(inScope({ ...theirs, system, scope }, attempt)).toBe(true);
    expect(inScope({ ...theirs, system: 'pdi', scope }, attempt)).toBe(false);
    expect(inScope({ ...theirs, system, scope: 'MI.myvoters' }, attempt)).toBe(false);
    expect(beginRollback({ ...command, scope: { ...theirs, system, scope } }, '1')).toMatchObject([{ data: { scope: { ...theirs, system, scope } } }]);
  });

  it('gives each void the same id every time, so that it can be resumed, and another rollback another', () => {
    expect(voidIdOf(command.rollbackId, attemptId)).toBe(voidIdOf(command.rollbackId, attemptId));
    expect(voidIdOf(undo.undoId, attemptId)).not.toBe(voidIdOf(command.rollbackId, attemptId));
  });

  it('is undone once, and only if somebody meant it', () => {
    const begun = beginRollback(command, '1');
    expect(slugOf(() => undoRollback(undo, '2', rolled([])))).toBe('rollback-missing');
    expect(slugOf(() => undoRollback(undo, '2', rolled(begun)))).toBe('no rejection');
    expect(slugOf(() => undoRollback(undo, '2', rolled([...begun, ...undoRollback(undo, '2', rolled(begun))])))).toBe('rollback-undone');
  });

  it('undone lets stand again what it voided, as it was', () => {
    const history = [recorded(attempt), voidedBy(voidIdOf(command.rollbackId, attemptId))];
    expect(reinstateAttempt(undo, attemptId, standing(history))).toEqual([recorded({ ...attempt, optOut: undefined })]);
  });

  it('undone leaves alone what somebody else voided, corrected or never recorded', () => {
    const theirs = voidIdOf(command.rollbackId, attemptId);
    for (const history of [[], [recorded(attempt)], [recorded(attempt), voidedBy(undo.undoId)], [recorded(attempt), voidedBy(theirs), recorded(attempt)]]) {
      expect(slugOf(() => reinstateAttempt(undo, attemptId, standing(history)))).toBe('not-voided-by-rollback');
    }
  });

  it("undone lets a voter's no be in force again, under a fresh id, for the old one was withdrawn", () => {
    const no = { ...attempt, optOut: { requestId: optOutIdOf(attemptId), channel: 'walk' as const } };
    const [again] = reinstateAttempt(undo, attemptId, standing([recorded(no), voidedBy(voidIdOf(command.rollbackId, attemptId), no)]));
    expect((again!.data as Attempt).optOut).toEqual({ requestId: optOutIdOf(attemptId, undo.undoId), channel: 'walk' });
  });

  it('answers any request after any history with events or a rejection, never anything else', () => {
    const ours = fc.constantFrom<RollbackEvent>(...Object.values(ROLLBACK_EXAMPLES));
    const attempts = fc.constantFrom<AttemptEvent>(recorded(attempt), voidedBy(voidIdOf(command.rollbackId, attemptId)), voidedBy(undo.undoId), ATTEMPT_EXAMPLES.ContactDeliveryReported);
    fc.assert(
      fc.property(fc.array(ours), fc.array(attempts), (meant, history) => {
        expect(['no rejection', 'rollback-missing', 'rollback-undone']).toContain(slugOf(() => undoRollback(undo, '2', rolled(meant))));
        expect(['no rejection', 'not-voided-by-rollback']).toContain(slugOf(() => reinstateAttempt(undo, attemptId, standing(history))));
      }),
    );
  });
});
