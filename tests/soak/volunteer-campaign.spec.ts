/** The same as in every run, with 200,000 signups. */
process.env['SIGNUPS'] ??= '200000';
await import('../integration/volunteer-campaign.spec.js');
