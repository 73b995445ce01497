/** The same as in every run, with many more kills. */
process.env['RELAY_KILLS'] ??= '200';
process.env['BROKER_KILLS'] ??= '50';
process.env['CUTS'] ??= '500';
process.env['FOLLOWER_KILLS'] ??= '200';
await import('../integration/feed-kills.spec.js');
