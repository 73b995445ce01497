import { connectKafka, Relay, type RelayStatus } from '@fieldledger/feed';
import type { EventLog, Tell, Tracing } from '@fieldledger/kernel';
import { gauge } from '@fieldledger/service';
import type { KafkaSettings } from '@fieldledger/settings';
import { topicsOf } from '@fieldledger/topics';

/** A relay that runs. */
export interface RunningRelay {
  readonly readiness: { readonly name: string; check(): Promise<string | undefined> };
  stop(): Promise<void>;
}

export interface RelayAppOptions {
  readonly log: EventLog;
  readonly databaseUrl: string;
  readonly kafka: KafkaSettings;
  readonly tracing?: Tracing;
  readonly tell: Tell;
}

/** Not getting on for so long is being stuck; being behind alone is not. */
const STUCK_AFTER_MS = 15_000;

/** Log → Kafka. */
export function startRelay({ log, databaseUrl, kafka: settings, tracing, tell }: RelayAppOptions): RunningRelay {
  const { brokers, ssl, sasl, topicPrefix } = settings;
  if (brokers.length === 0) throw new Error('KAFKA_BROKERS must name the Kafka that the log is copied to, such as 127.0.0.1:9092.');
  const kafka = connectKafka({ brokers, clientId: 'fieldledger-relay', ssl, sasl: sasl as Parameters<typeof connectKafka>[0]['sasl'], tell });
  const relay = Relay.start({ log, kafka, topics: topicsOf(topicPrefix), settings, databaseUrl, tracing, tell });
  measure(() => relay.status(), log);
  return {
    readiness: { name: 'relay', check: async () => stuck(relay.status()) },
    stop: () => relay.stop(),
  };
}

function stuck({ state, error, progressedAt }: RelayStatus): string | undefined {
  if (state === 'standby') return error;
  if (Date.now() - progressedAt < STUCK_AFTER_MS) return undefined;
  return `The relay does not get on: ${error ?? 'the event log or Kafka does not answer.'}`;
}

/** How far it has come, how old the oldest event is that is not in Kafka yet, and whether it fails: asked for when the metrics are. */
function measure(status: () => RelayStatus, log: EventLog): void {
  const waiting = async () => (await log.read(status().position, { limit: 1 }).catch(() => []))[0];
  gauge('fieldledger_relay_position', 'Position in the log up to which everything is in Kafka', () => Number(status().position));
  gauge('fieldledger_relay_lag', 'How far the end of the log is beyond that, in positions', async () => Number(await log.horizon().then(({ position }) => position, () => status().position)) - Number(status().position));
  gauge('fieldledger_relay_lag_seconds', 'Age of the oldest event that is not in Kafka yet, in seconds; 0 when there is none', async () => {
    const event = await waiting();
    return event ? Math.max(0, (Date.now() - Date.parse(event.recordedAt)) / 1000) : 0;
  });
  gauge('fieldledger_relay_sent', 'Events sent since the start', () => status().sent);
  gauge('fieldledger_relay_last_error_timestamp_seconds', 'When it last failed, in seconds since 1970; 0 when it never did', () => (status().failedAt ?? 0) / 1000);
  gauge('fieldledger_relay_failing', '1 while it does not get on; the log and /health/ready say why', () => (status().error === undefined ? 0 : 1));
}
