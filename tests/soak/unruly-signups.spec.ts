/** The same as in every run, with 20,000 signups. */
process.env['SIGNUPS'] ??= '20000';
await import('../integration/unruly-signups.spec.js');
