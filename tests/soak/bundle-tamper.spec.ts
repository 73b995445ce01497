/** The same as in every run, with a hundred thousand alterations and ten thousand ledgers that grew as they may. */
process.env['TAMPERINGS'] ??= '100000';
process.env['LEGITIMATE'] ??= '10000';
await import('../integration/bundle-tamper.spec.js');
