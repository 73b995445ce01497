import { nameUuid } from '@fieldledger/kernel';
import type { Lookups } from '@fieldledger/privacy';
import { trialVault } from '@fieldledger/testing';
import type { Contributor } from './contributor-commands.js';
import { giverOf } from './contributor.js';

describe('who gave', () => {
  let lookups: Lookups;
  beforeAll(async () => void (lookups = await (await trialVault()).lookups(nameUuid('contributors'))));
  const giver = (told: Partial<Contributor>, recordId = 'a gift') => giverOf({ entityType: 'IND', ...told }, lookups, recordId);
  const zoe = { lastName: "O'Neill-Brontë", firstName: 'Zoë', zip: '43215' };

  it('is one donor however the name is written, and whether the ZIP code has five digits or nine', () => {
    const { nameZip } = giver(zoe);
    for (const [lastName, firstName, zip] of [['ONEILLBRONTE', 'ZOE', '43215'], ['o’neill bronte\u0308', ' Zoe\u0308. ', '432151234'], ['O Neill Brontë', 'zoë', '43215-1234']] as const) {
      expect([lastName, giver({ lastName, firstName, zip }).nameZip]).toEqual([lastName, nameZip]);
    }
    for (const change of [{ lastName: "O'Neill" }, { firstName: 'Chloë' }, { firstName: undefined }, { zip: '43216' }, { zip: undefined }]) expect([change, giver({ ...zoe, ...change }).nameZip]).not.toEqual([change, nameZip]);
    expect(nameZip).not.toMatch(/neill|bront|zoë|43215/i);
  });

  it('is a committee by its name, and nobody by a ZIP code alone', () => {
    expect(giver({ organizationName: 'Bookbinders', zip: '43215' }).nameZip).toBe(giver({ organizationName: 'BOOKBINDERS', zip: '43215' }).nameZip);
    expect([giver({ zip: '43215' }).nameZip, giver({ lastName: '…', zip: '43215' }).nameZip, giver({ email: '@' }).email]).toEqual([undefined, undefined, undefined]);
  });

  it('shares a key with whom the producer says is the same, else with their name at their ZIP code, else with their e-mail address, and else with nobody', () => {
    const reference = { system: 'actblue', scope: 'donor', id: '7' };
    const email = { email: 'zoe@example.org' };
    const subjects = (...told: Partial<Contributor>[]) => new Set(told.map((it, n) => giver(it, `gift ${n}`).subject)).size;
    expect([subjects({ ...zoe, reference }, { lastName: 'Other', reference }), subjects(zoe, { ...zoe, ...email }), subjects(email, email), subjects({}, {})]).toEqual([1, 1, 1, 2]);
    expect(subjects({ ...zoe, reference }, zoe, email, {})).toBe(4);
    // Who was erased and gives again is known by that gift alone.
    expect(subjects({ ...zoe, reference, gaveAgain: true }, { ...zoe, reference, gaveAgain: true }, { ...zoe, reference })).toBe(3);
  });

  it('says by name what is known of them, in no word what that is', () => {
    const told = giver({ ...zoe, email: 'zoe@example.org', occupation: 'Bookbinder' });
    expect(told.given).toEqual(['lastName', 'firstName', 'zip', 'occupation', 'email']);
    expect([told.email, told.email]).toEqual([expect.any(String), giver({ email: 'zoe@example.org' }).email]);
    expect(JSON.stringify(told)).not.toMatch(/Neill|Zoë|example|Bookbinder|43215/);
  });
});
