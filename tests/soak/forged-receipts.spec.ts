/** The same as in every run, with ten thousand forged receipts. */
process.env['FORGERIES'] ??= '10000';
await import('../integration/forged-receipts.spec.js');
