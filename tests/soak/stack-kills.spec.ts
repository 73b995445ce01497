/** The same as in every run, for five minutes. */
process.env['STACK_KILL_SECONDS'] ??= '300';
await import('../e2e/stack-kills.spec.js');
