/** The same as in every run, with 10,000 signups. */
process.env['SIGNUPS'] ??= '10000';
await import('../integration/unruly-signups.spec.js');
