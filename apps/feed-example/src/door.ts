import type { FollowerStatus } from '@fieldledger/feed';
import { Gauge, Registry } from 'prom-client';

export interface DoorAnswer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

/** What whoever runs the process may ask: whether it lives, whether it stands still, and how far it has come. */
export async function answerAt(path: string, status: FollowerStatus): Promise<DoorAnswer> {
  const { state, error } = status;
  switch (path) {
    case '/health/live':
      return json(200, { status: 'live' });
    case '/health/ready':
      return json(state === 'following' ? 200 : 503, { status: state, error });
    case '/metrics':
      return { status: 200, type: Registry.PROMETHEUS_CONTENT_TYPE, body: await metrics(status) };
    default:
      return json(404, { error: 'There are /health/live, /health/ready and /metrics.' });
  }
}

const json = (status: number, body: object): DoorAnswer => ({ status, type: 'application/json', body: JSON.stringify(body) });

/** Counts and positions alone. */
function metrics({ state, reached, heardAt }: FollowerStatus): Promise<string> {
  const registry = new Registry();
  const gauge = <Label extends string>(name: string, help: string, ...labelNames: Label[]) => new Gauge({ name: `fieldledger_feed_${name}`, help, labelNames, registers: [registry] });
  gauge('following', '1 while it follows the feed; /health/ready says why when it does not').set(state === 'following' ? 1 : 0);
  gauge('stopped', '1 when it met a record that cannot be taken, or a gap that nothing fills').set(state === 'stopped' ? 1 : 0);
  gauge('heard_timestamp_seconds', 'When Kafka last gave a sign, in seconds since 1970').set(heardAt / 1000);
  const at = gauge('position', 'Position in the log of the last event of a partition that is in the table', 'topic', 'partition');
  const next = gauge('next_offset', 'Where to go on reading a partition', 'topic', 'partition');
  for (const [place, { position, nextOffset }] of reached) {
    const [topic, partition] = place.split('/') as [string, string];
    at.set({ topic, partition }, Number(position));
    next.set({ topic, partition }, Number(nextOffset));
  }
  return registry.metrics();
}
