/** The same as in every run, with a hundred thousand alterations. */
process.env['TAMPERINGS'] ??= '100000';
process.env['FORGERIES'] ??= '10000';
process.env['LEGITIMATE'] ??= '1000';
await import('../integration/bundle-tamper.spec.js');
