import { createRequire } from 'node:module';
import { Kafka, logLevel, type logCreator, type SASLOptions } from 'kafkajs';
import type { Tell } from '@fieldledger/kernel';

export interface KafkaConnectionOptions {
  readonly brokers: readonly string[];
  readonly clientId: string;
  readonly ssl?: boolean;
  readonly sasl?: SASLOptions;
  readonly tell: Tell;
}

/**
 * A connection to Kafka, as this project needs it: short time-outs, few retries of its own, because the loops around it
 * retry with what they know (the tail of the partition), and its talk lowered to what an operator can act on.
 */
export function connectKafka({ brokers, clientId, ssl, sasl, tell }: KafkaConnectionOptions): Kafka {
  stopIdleTimers();
  return new Kafka({
    clientId, brokers: [...brokers], ssl, sasl,
    connectionTimeout: 3_000,
    requestTimeout: 15_000,
    retry: { retries: 5, initialRetryTime: 100, maxRetryTime: 2_000 },
    logLevel: logLevel.ERROR,
    logCreator: quiet(tell),
  });
}

/** What kafkajs logs as an error and mends by itself a moment later. */
const PASSING = /coordinator is loading|not available|not the coordinator|rebalancing|not aware of this member|already exists|leader election|Connection (?:error|timeout)|Failed to connect|The group is rebalancing|This server is not the leader/i;

const quiet = (tell: Tell): logCreator => () => ({ log }) => {
  const said = `${log.message} ${String(log.error ?? '')}`;
  if (!PASSING.test(said)) tell(`Kafka: ${said.trim()}`, 'warn');
};

/**
 * kafkajs 2.2.4 sets a timer of one millisecond again and again on every idle connection (its issues 1751 and 1768).
 * Nothing is pending then and nothing is throttled, so there is nothing to look at later.
 */
function stopIdleTimers(): void {
  const { prototype } = createRequire(import.meta.url)('kafkajs/src/network/requestQueue/index.js') as { prototype: RequestQueue };
  const { scheduleCheckPendingRequests: original } = prototype;
  if (original.name === 'onlyWhenNeeded') return;
  prototype.scheduleCheckPendingRequests = function onlyWhenNeeded(this: RequestQueue) {
    if (this.pending.length > 0 || this.throttledUntil > Date.now()) original.call(this);
  };
}

interface RequestQueue {
  readonly pending: readonly unknown[];
  readonly throttledUntil: number;
  scheduleCheckPendingRequests(this: RequestQueue): void;
}
