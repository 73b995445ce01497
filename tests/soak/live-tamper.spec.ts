/** The same as in every run, with two thousand alterations and two hundred changes that are legitimate. */
process.env['LIVE_TAMPERINGS'] ??= '2000';
process.env['LIVE_LEGITIMATE'] ??= '200';
await import('../integration/live-tamper.spec.js');
