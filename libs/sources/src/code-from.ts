import { CODE } from '@fieldledger/kernel';

/** What was in a link, such as a form's name, a reference code or a source, as an id; one with an e-mail address in it is nobody's business here. */
export function codeFrom(text: string | undefined): string | undefined {
  if (text === undefined || CODE.test(text)) return text;
  if (text.includes('@')) return undefined;
  return text.normalize('NFKD').replace(/[^A-Za-z0-9._:-]+/g, '-').replace(/^[^A-Za-z0-9]+/, '').slice(0, 64).replace(/-+$/, '') || undefined;
}
