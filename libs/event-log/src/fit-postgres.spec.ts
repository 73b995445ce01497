import { whyUnfit } from './fit-postgres.js';

describe('a PostgreSQL', () => {
  it.each(['16.0', '18.4 (Debian 18.4-1)', '19beta1'])('of version %s will do', (version) => expect(whyUnfit({ version, off: null })).toBeUndefined());

  it.each(['9.6.24', '15.14 (Debian 15.14-0+deb12u1)'])('of version %s will not, and it is said which would', (version) =>
    expect(whyUnfit({ version, off: null })).toBe(`This PostgreSQL is ${version}; Fieldledger needs 16 or later, and is tested with 18. Bring it to a later version by pg_upgrade.`));

  it('that would lose what was acknowledged will not, and it is said how', () =>
    expect(whyUnfit({ version: '18.4', off: 'fsync' })).toBe('This PostgreSQL runs with fsync off: a power cut would lose what was acknowledged. Turn it on (ALTER SYSTEM SET fsync = on; SELECT pg_reload_conf();) and start again.'));
});
