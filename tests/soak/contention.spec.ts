/** The same as in every run, for two minutes. */
process.env['CONTENTION_SECONDS'] ??= '120';
await import('../integration/contention.spec.js');
