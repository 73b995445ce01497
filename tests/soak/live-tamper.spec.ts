/** The same as in every run, with twenty thousand alterations and two thousand changes that are legitimate. */
process.env['LIVE_TAMPERINGS'] ??= '20000';
process.env['LIVE_LEGITIMATE'] ??= '2000';
await import('../integration/live-tamper.spec.js');
