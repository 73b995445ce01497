/** The same as in every run, at 200 positions. */
process.env['REPLAYS'] ??= '200';
await import('../integration/replay-equality.spec.js');
