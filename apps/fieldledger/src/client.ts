import { existsSync, readFileSync } from 'node:fs';
import { Unavailable } from '@fieldledger/kernel';
import { adminKeyFile, settings } from '@fieldledger/settings';
import { runningHere } from './running-here.js';

/** A server, and the key to speak to it with. */
export interface Client {
  readonly url: string;
  /** @throws Unavailable when the server does not answer */
  request(method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown): Promise<Response>;
}

/**
 * Finds the server: FIELDLEDGER_URL and FIELDLEDGER_KEY, or the one that runs on this machine's data directory.
 * @throws Error that says which of the two is missing, or that an address is none
 */
export function connect(environment: NodeJS.ProcessEnv): Client {
  const { dataDirectory, client } = settings(environment);
  const local = runningHere(dataDirectory);
  const url = client.url ?? local?.url;
  const key = client.key ?? localKey(dataDirectory);
  if (!url) throw new Error(`No server is running on ${dataDirectory}. Start one with "npm start", or name one by FIELDLEDGER_URL (and FIELDLEDGER_QUERY_URL and FIELDLEDGER_AUDIT_URL, where reports and the audit have other addresses).`);
  if (!key) throw new Error(`No key was found. Set FIELDLEDGER_KEY, or run on the data directory that holds admin.key.`);
  // Where reports and the audit are other processes', they have other addresses.
  const reports = client.queryUrl ?? client.url ?? local?.query ?? url;
  const audit = client.auditUrl ?? client.url ?? local?.audit ?? url;
  return {
    url,
    async request(method, path, body) {
      const headers: Record<string, string> = { authorization: `Bearer ${key}` };
      if (body !== undefined) headers['content-type'] = 'application/json';
      const server = AUDIT.test(path) ? audit : QUERY.test(path) ? reports : url;
      try {
        return await fetch(`${server.replace(/\/+$/, '')}${path}`, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
      } catch (error) {
        const why = (error as { cause?: { code?: string } }).cause?.code ?? 'no connection';
        const said = why === 'UND_ERR_HEADERS_TIMEOUT' ? 'has not answered for five minutes; what was asked may be under way there still. Ask again later.' : `does not answer (${why}). Is it running?`;
        throw new Unavailable('log-unreachable', `The server at ${server} ${said}`, 1, { cause: error });
      }
    },
  };
}

const QUERY = /^\/(?:reports|feed|sql-readers)\b/;
/** What the audit app answers: its own, and reports of a moment that is past. */
const AUDIT = /^\/(?:ledger|exports|replays|rebuilds|readings)\b|^\/reports\b.*[?&](?:atPosition|asOf|occurredUntil)=/;

function localKey(dataDirectory: string): string | undefined {
  const file = adminKeyFile(dataDirectory);
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined;
}

/** The answer's JSON. @throws Error with the problem's own words when it is not a success */
export async function answerOf<T>(response: Response): Promise<T> {
  const text = await response.text();
  if (response.ok) return JSON.parse(text) as T;
  throw new Error(problemText(response.status, text));
}

/** A problem document as a person reads it: what is wrong, then every fault. */
export function problemText(status: number, text: string): string {
  try {
    const problem = JSON.parse(text) as { detail?: string; title?: string; faults?: { field: string; problem: string }[] };
    const faults = (problem.faults ?? []).slice(0, 20).map(({ field, problem: what }) => `\n  ${field || 'body'} ${what}`);
    return `${problem.detail ?? problem.title ?? `The server answered ${status}.`}${faults.join('')}`;
  } catch {
    return `The server answered ${status}.`;
  }
}
