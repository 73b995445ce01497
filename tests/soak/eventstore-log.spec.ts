/** The same as in every run, with many more kills and abandoned reads. */
process.env['EVENTSTORE_KILLS'] ??= '100';
process.env['ABANDONED_READS'] ??= '10000';
await import('../contract/eventstore-log.spec.js');
