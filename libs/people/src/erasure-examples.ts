import type { ErasureEvent } from './erasure-events.js';

const erasureId = '5d2c9b17-8a41-4e6f-b3d0-27c1f05a9e34';
const asked = {
  erasureId, person: { references: [{ system: 'van', scope: 'OH.myvoters', id: '1044321' }], donors: ['n:Yw3kT9vQ2mZr8LdX0aBc1e'] }, ground: 'state-privacy-law', requestedAt: '2026-10-05T14:00:00.000Z', alike: 'others',
} as const;
const request = { ...asked, person: { references: [...asked.person.references], donors: [...asked.person.donors] } };
const holds = [{ recordId: '3b7e0c52-91d4-4a8b-8f26-6d05e1c7a940', reason: 'itemized', until: '2029-08-01' }] as const;

/** One good example of each event, in its present version. */
export const ERASURE_EXAMPLES: { readonly [T in ErasureEvent['type']]: Extract<ErasureEvent, { type: T }> } = {
  PersonErased: {
    type: 'PersonErased',
    data: {
      ...request, references: ['mobilize/org-15/57', 'van/OH.myvoters/1044321'], subjects: ['2f9d1c30-6b5e-8a17-9c42-71e8d0b3f655', 'c04a7be8-13f2-8d69-a5b0-0e9c3d716f28'], records: 7, suppressed: ['q8Zc0XnV5tLr2KdPw1sMye'],
    },
  },
  ErasurePostponed: { type: 'ErasurePostponed', data: { ...request, subjects: ['8e61f3a2-d90b-8c74-b128-5f7a0c4de913'], records: 3, until: '2029-08-01', holds } },
  ErasureRefused: { type: 'ErasureRefused', data: { ...request, whenHeld: 'refuse', until: '2029-08-01', holds } },
};
