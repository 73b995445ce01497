/** The same as in every run, with 5,000 tellings. */
process.env['TELLINGS'] ??= '5000';
await import('../integration/unruly-contacts.spec.js');
