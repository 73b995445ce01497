import type { FollowerStatus } from '@fieldledger/feed';

export interface DoorAnswer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

/** What whoever runs the process may ask: whether it lives, whether it stands still, and how far it has come. */
export function answerAt(path: string, status: FollowerStatus): DoorAnswer {
  const { state, error } = status;
  switch (path) {
    case '/health/live':
      return json(200, { status: 'live' });
    case '/health/ready':
      return json(state === 'following' ? 200 : 503, { status: state, error });
    case '/metrics':
      return { status: 200, type: 'text/plain; version=0.0.4; charset=utf-8', body: metrics(status) };
    default:
      return json(404, { error: 'There are /health/live, /health/ready and /metrics.' });
  }
}

const json = (status: number, body: object): DoorAnswer => ({ status, type: 'application/json', body: JSON.stringify(body) });

/** Prometheus text: counts and positions alone. */
function metrics({ state, reached, heardAt }: FollowerStatus): string {
  const places = [...reached].map(([place, { position, nextOffset }]) => {
    const [topic, partition] = place.split('/');
    return [`{topic="${topic}",partition="${partition}"}`, Number(position), nextOffset] as const;
  });
  return [
    ...gauge('fieldledger_feed_following', '1 while it follows the feed; /health/ready says why when it does not', [`fieldledger_feed_following ${state === 'following' ? 1 : 0}`]),
    ...gauge('fieldledger_feed_stopped', '1 when it met a record that cannot be taken, or a gap that nothing fills', [`fieldledger_feed_stopped ${state === 'stopped' ? 1 : 0}`]),
    ...gauge('fieldledger_feed_heard_timestamp_seconds', 'When Kafka last gave a sign, in seconds since 1970', [`fieldledger_feed_heard_timestamp_seconds ${heardAt / 1000}`]),
    ...gauge('fieldledger_feed_position', 'Position in the log of the last event of a partition that is in the table', places.map(([of, position]) => `fieldledger_feed_position${of} ${position}`)),
    ...gauge('fieldledger_feed_next_offset', 'Where to go on reading a partition', places.map(([of, , nextOffset]) => `fieldledger_feed_next_offset${of} ${nextOffset}`)),
    '',
  ].join('\n');
}

const gauge = (name: string, help: string, samples: readonly string[]): string[] => [`# HELP ${name} ${help}`, `# TYPE ${name} gauge`, ...samples];
