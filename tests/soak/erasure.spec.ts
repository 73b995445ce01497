/** The same as in every run, with 10,000 people of whom 1,000 are erased. */
process.env['PEOPLE'] ??= '10000';
process.env['ERASED'] ??= '1000';
await import('../e2e/erasure-disk.spec.js');
