import { answerOf, type Client } from './client.js';

export interface KeyOptions {
  readonly app?: string;
  readonly scope: readonly string[];
  readonly revoke?: string;
}

/** Issues a key for an app and prints it, this once; or ends one. */
export async function key(client: Client, { app, scope, revoke }: KeyOptions, print: (text: string) => void): Promise<void> {
  if (revoke !== undefined) {
    await answerOf(await client.request('POST', '/keys/revocations', { keyId: revoke }));
    return print(`The key ${revoke} is taken no more.`);
  }
  if (app === undefined || scope.length === 0) throw new Error('Say for which app the key is and what it may do: --app canvasser --scope ingest');
  const issued = await answerOf<{ key: string; keyId: string }>(await client.request('POST', '/keys', { app, scopes: scope }));
  print(`${issued.key}\nThis is the only time that the key is shown. To end it: fieldledger key --revoke ${issued.keyId}`);
}
