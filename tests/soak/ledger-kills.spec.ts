/** The same as in every run, with many more kills. */
process.env['KILLS'] ??= '200';
await import('../integration/ledger-kills.spec.js');
