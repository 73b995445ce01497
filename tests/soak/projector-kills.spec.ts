/** The same as in every run, with ten times the events and many more kills. */
process.env['FOLDED_EVENTS'] ??= '200000';
process.env['KILLS'] ??= '40';
await import('../integration/projector-kills.spec.js');
