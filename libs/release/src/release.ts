import { readFileSync } from 'node:fs';

/** Which Fieldledger this is. */
export const { version: RELEASE } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { readonly version: string };
