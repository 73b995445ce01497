/** The same as in every run, with many more kills. */
process.env['EXPORT_KILLS'] ??= '200';
await import('../e2e/export-kills.spec.js');
