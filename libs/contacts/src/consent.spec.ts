import fc from 'fast-check';
import { slugOf } from '@fieldledger/testing';
import { CHANNELS, DEFAULT_CODE_TABLES, type Channel } from './code-tables.js';
import type { ConsentEvent } from './consent-events.js';
import { closedChannels, consentDecider, consentStreamId, planContact, requestDoNotContact, withdrawDoNotContact, type ConsentState } from './consent.js';

const voter = { system: 'van', scope: 'OH.myvoters', id: '1044321' };
const request = { requestId: '1c7bdf0e-5a0c-4a70-9d1c-5a3a0b1a9c11', voter, channels: ['text', 'phone'] as Channel[], requestedAt: '2026-10-03T17:14:05-04:00' };
const withdrawal = { withdrawalId: '2d8ce01f-6b1d-4b81-8e2d-6b4b1c2bad22', voter, requestId: request.requestId, withdrawnAt: '2026-10-20T12:00:00Z' };
const plan = (contactTypeId: number) => ({ planId: '3e9df120-7c2e-4c92-9f3e-7c5c2d3cbe33', voter, contactTypeId, campaignId: 'columbus' });
const [PHONE, WALK, TEXT] = [1, 2, 37];

const after = (events: readonly ConsentEvent[]): ConsentState => events.reduce(consentDecider.evolve, consentDecider.initial);
const planned = (history: readonly ConsentEvent[], contactTypeId: number) => slugOf(() => planContact(plan(contactTypeId), DEFAULT_CODE_TABLES, after(history)));

describe("a voter's no", () => {
  it('is recorded without a reason, its instant in UTC and its channels in one order', () => {
    expect(requestDoNotContact(request)).toMatchObject([{ type: 'DoNotContactRequested', data: { channels: ['phone', 'text'], requestedAt: '2026-10-03T21:14:05.000Z' } }]);
  });

  it('closes the channels it names, to every contact type that uses them, and no other', () => {
    const history = requestDoNotContact(request);
    for (const { contactTypeId, channel } of DEFAULT_CODE_TABLES.contactTypes.values()) {
      expect([contactTypeId, planned(history, contactTypeId)]).toEqual([contactTypeId, request.channels.includes(channel) ? 'do-not-contact' : 'no rejection']);
    }
  });

  it('taken back opens what it closed, once, and only where it was in force', () => {
    const history = requestDoNotContact(request);
    const withdrawn = [...history, ...withdrawDoNotContact(withdrawal, after(history))];
    expect([planned(withdrawn, PHONE), planned(withdrawn, TEXT)]).toEqual(['no rejection', 'no rejection']);
    expect(slugOf(() => withdrawDoNotContact(withdrawal, after(withdrawn)))).toBe('request-missing');
    expect(slugOf(() => withdrawDoNotContact(withdrawal, after([])))).toBe('request-missing');
  });

  it('said twice holds until both are taken back', () => {
    const again = { ...request, requestId: '4f9df120-7c2e-4c92-9f3e-7c5c2d3cbe33', channels: ['phone'] as Channel[] };
    const history = [...requestDoNotContact(request), ...requestDoNotContact(again)];
    const once = [...history, ...withdrawDoNotContact(withdrawal, after(history))];
    expect([planned(once, PHONE), planned(once, TEXT)]).toEqual(['do-not-contact', 'no rejection']);
  });

  it('under an id that is in force already opens nothing that was closed', () => {
    const history = [...requestDoNotContact(request), ...requestDoNotContact({ ...request, channels: ['mail'] })];
    expect([...closedChannels(after(history))].sort()).toEqual(['mail', 'phone', 'text']);
  });

  it('is no reproach to the attempt at which it was said, but to any other', () => {
    const state = after(requestDoNotContact({ ...request, attemptId: '0d8f4b9e-57a4-4f0e-9d2f-1f6c8a3b7e10' }));
    expect([...closedChannels(state, '0d8f4b9e-57a4-4f0e-9d2f-1f6c8a3b7e10')]).toEqual([]);
    expect([...closedChannels(state, '6f1c2f57-9d8c-4d0a-8f2b-08c1a4f3e921')].sort()).toEqual(['phone', 'text']);
    expect([...closedChannels(state)].sort()).toEqual(['phone', 'text']);
  });

  it('belongs to one voter of one system and scope', () => {
    const others = [{ ...voter, system: 'ddx' }, { ...voter, scope: 'MI.myvoters' }, { ...voter, id: '1044322' }, { ...voter, scope: 'OH', id: 'myvoters.1044321' }];
    expect(new Set([voter, ...others].map(consentStreamId)).size).toBe(5);
  });

  it('stands before a plan with a contact type that nobody defined, which is a mistake of the planner', () => {
    expect(planned([], 4711)).toBe('unknown-contact-type');
    expect(planned([], WALK)).toBe('no rejection');
  });

  it('is in force exactly when some request that closed the channel was not taken back, whatever happened in between', () => {
    const ids = ['a', 'b', 'c'];
    const step = fc.record({ kind: fc.constantFrom('request', 'withdraw', 'plan'), id: fc.constantFrom(...ids), channels: fc.uniqueArray(fc.constantFrom(...CHANNELS), { minLength: 1 }), contactTypeId: fc.constantFrom(PHONE, WALK, TEXT, 4711) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const open = new Map<string, Set<Channel>>();
        let state = consentDecider.initial;
        for (const { kind, id, channels, contactTypeId } of steps) {
          const decide = {
            request: () => requestDoNotContact({ ...request, requestId: id, channels }),
            withdraw: () => withdrawDoNotContact({ ...withdrawal, requestId: id }, state),
            plan: () => planContact(plan(contactTypeId), DEFAULT_CODE_TABLES, state),
          }[kind as 'request'];
          let events: ConsentEvent[] = [];
          const said = slugOf(() => (events = decide()));
          if (kind === 'withdraw') expect(said).toBe(open.delete(id) ? 'no rejection' : 'request-missing');
          if (kind === 'request') open.set(id, new Set([...(open.get(id) ?? []), ...channels]));
          const closed = [...open.values()].some((of) => of.has(DEFAULT_CODE_TABLES.contactTypes.get(contactTypeId)?.channel as Channel));
          if (kind === 'plan') expect(said).toBe(contactTypeId === 4711 ? 'unknown-contact-type' : closed ? 'do-not-contact' : 'no rejection');
          state = events.reduce(consentDecider.evolve, state);
        }
      }),
    );
  });
});
