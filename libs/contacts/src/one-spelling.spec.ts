import { inOneSpelling } from './one-spelling.js';

const capitals = '0D8F4B9E-57A4-4F0E-9D2F-1F6C8A3B7E10';

describe('a request from a phone that writes ids in capitals', () => {
  it('means the same ids in small letters, also those of the attempt that an amendment holds', () => {
    const amendment = { correctionId: capitals, reasonCode: 'duplicate', attempt: { attemptId: capitals, voter: { id: 'A1' }, canvasserId: capitals } };
    expect(inOneSpelling(amendment)).toEqual({
      correctionId: capitals.toLowerCase(), reasonCode: 'duplicate', attempt: { attemptId: capitals.toLowerCase(), voter: { id: 'A1' }, canvasserId: capitals },
    });
    expect(amendment.attempt.attemptId).toBe(capitals);
  });

  it('is left as it is when there is nothing to change', () => {
    const request = { planId: capitals.toLowerCase(), voter: { id: 'A1' } };
    expect(inOneSpelling(request)).toBe(request);
  });
});
