import type { Position } from '@fieldledger/kernel';
import { FeedEvent } from '../feed-event.js';

/** The log itself as a feed: what Kafka no longer has, or never had, is asked for here. */
export interface FeedHistory {
  /** The next events of a topic after a position, up to another where one is named, in log order; empty when there are no more. */
  between(topic: string, after: Position, until?: Position): Promise<readonly FeedEvent[]>;
}

/** A record as the history route gives it: the headers and the value that Kafka had, without the place in a partition. */
export interface HistoryRecord {
  readonly headers: Readonly<Record<string, string>>;
  readonly value: string;
}

const NOT_LET_IN = [401, 403];

/** Asks the query app's `GET /feed/{topic}`, with a key of scope `read`: the events of that key's organization. */
export function httpHistory({ url, key }: { readonly url: string; readonly key: string }): FeedHistory {
  return {
    async between(topic, after, until) {
      // Below a path, where a proxy has it there: as the command line asks.
      const address = new URL(`${url.replace(/\/+$/, '')}/feed/${encodeURIComponent(topic)}?${new URLSearchParams({ after, ...(until !== undefined && { until }) })}`);
      const response = await fetch(address, { headers: { authorization: `Bearer ${key}` }, signal: AbortSignal.timeout(60_000) });
      if (!response.ok) throw new Error(`The history of ${topic} was not given: the server at ${address.host} answered ${response.status}.${NOT_LET_IN.includes(response.status) ? ' Its key must be one in force, with the scope read.' : ''}`);
      const { records } = (await response.json()) as { records: readonly HistoryRecord[] };
      return records.map(({ headers, value }) => new FeedEvent(headers, value));
    },
  };
}
