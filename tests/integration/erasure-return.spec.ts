import { randomUUID } from 'node:crypto';
import { attempt, ErasureTrial, gift, step, THIS_YEAR } from './erasure-trial.js';

describe('a person who was forgotten and comes again', () => {
  const trial = new ErasureTrial();
  const { stranger, known, say, ask, erase, clearText } = trial;
  beforeAll(() => trial.start());
  afterAll(() => trial.close());

  it('is recorded without them, and flagged; an intention is refused; and their own new gift may name them', async () => {
    const { person, contribution, signup } = await known();
    await erase({ references: [person.reference] });
    expect((await say('/contributions', gift(person, 10_00))).flags).toContain('person-forgotten');
    expect((await say('/signups/steps', step({ reference: person.reference, lastName: person.lastName }))).flags).toContain('person-forgotten');
    expect((await say('/contact-attempts', attempt(person.reference))).flags).toContain('person-forgotten');
    expect(await ask('/contact-plans', { planId: randomUUID(), voter: person.reference, contactTypeId: 1, campaignId: 'c' })).toMatchObject({ status: 409, body: { code: 'person-erased' } });
    expect(await ask('/contributions', contribution)).toMatchObject({ status: 409, body: { code: 'recorded-and-erased' } });
    expect(await ask('/signups/steps', signup)).toMatchObject({ status: 409, body: { code: 'recorded-and-erased' } });
    expect(await clearText()).not.toContain(person.lastName);
    const again = gift({ ...person, gaveAgain: true }, 100_00, THIS_YEAR);
    expect((await say('/contributions', again)).flags).not.toContain('person-forgotten');
    expect(await clearText()).toContain(person.lastName);
    // The new gift is on record under a key of its own, and found again.
    expect((await erase({ references: [person.reference] })).body).toMatchObject({ state: 'postponed', kept: { records: 1, holds: [{ recordId: again.contributionId }] } });
  });

  it('who had closed a channel stays out: under the same reference, and under another with the same e-mail or telephone', async () => {
    const { person } = await known();
    await say('/do-not-contact-requests', { requestId: randomUUID(), voter: person.reference, channels: ['phone'], requestedAt: '2026-01-11T12:00:00Z' });
    expect((await erase({ references: [person.reference] })).body).toMatchObject({ state: 'erased', suppressed: true });
    expect(await ask('/contact-plans', { planId: randomUUID(), voter: person.reference, contactTypeId: 1, campaignId: 'c' })).toMatchObject({ status: 409, body: { code: 'do-not-contact' } });
    const other = stranger();
    const listed = [{ reference: person.reference }, { reference: other.reference, email: ` ${person.email.toUpperCase()}` }, { reference: other.reference, phone: `+1 (${person.phone.slice(0, 3)}) ${person.phone.slice(4)}` }];
    for (const volunteer of listed) expect(await ask('/signups/steps', step({ ...volunteer, lastName: 'Again' }))).toMatchObject({ status: 409, body: { code: 'person-suppressed' } });
    const batch = await ask('/signups/steps/batch?mode=partial', { items: [...listed, { reference: stranger().reference }].map((volunteer) => step(volunteer)) });
    expect((batch.body.items as { status: string; code?: string }[]).map(({ status, code }) => code ?? status)).toEqual(['person-suppressed', 'person-suppressed', 'person-suppressed', 'accepted']);
    // Who came to a shift was there; whoever it was is not recorded.
    expect((await say('/signups/steps', step({ reference: other.reference, email: person.email, lastName: 'WalkedThrough' }, 'completed'))).flags).toContain('person-forgotten');
    expect((await say('/contributions', gift({ lastName: 'OtherName', email: person.email }, 10_00))).flags).toContain('person-forgotten');
    expect(await clearText()).not.toMatch(/Again|WalkedThrough|OtherName/);
    expect((await trial.database.query('SELECT token FROM privacy.suppressions')).rows.map(({ token }) => String(token)).join()).not.toContain('@');
  });

  it('leaves every table as a rebuild makes it, when there is nothing left to open', () => trial.expectRebuildsEqual());
});
