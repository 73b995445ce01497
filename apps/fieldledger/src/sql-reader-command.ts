import { answerOf, type Client } from './client.js';

/** Makes a role that reads the organization's rows by SQL and prints its address, this once; or ends one. */
export async function sqlReader(client: Client, { remove }: { readonly remove?: string }, print: (text: string) => void): Promise<void> {
  if (remove !== undefined) {
    await answerOf(await client.request('POST', '/sql-readers/removals', { role: remove }));
    return print(`The role ${remove} is gone.`);
  }
  const { role, url } = await answerOf<{ role: string; url: string }>(await client.request('POST', '/sql-readers'));
  print(`${url}\nThis is the only time that the password is shown. To end it: fieldledger sql-reader --remove ${role}`);
}
