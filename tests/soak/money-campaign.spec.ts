/** The same as in every run, with twenty campaigns of 150 gifts, of which every question is asked. */
process.env['CAMPAIGNS'] ??= '20';
process.env['GIFTS'] ??= '150';
process.env['ONE_IN'] ??= '1';
await import('../integration/money-campaign.spec.js');
