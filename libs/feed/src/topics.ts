import type { Admin, ITopicConfig } from 'kafkajs';

/** A topic, and which types of events are in it. */
export interface Topic {
  readonly name: string;
  readonly eventTypes: readonly string[];
}

export interface TopicSettings {
  /** Fixed when the topic is made: another number would move keys to other partitions. */
  readonly partitions: number;
  /** Copies of each partition: 1 on one machine, 3 on a cluster, where two must have a record before it counts. */
  readonly replicas: number;
  /** How long Kafka keeps a record; who comes later gets it from the log. */
  readonly retentionDays: number;
}

/** The largest batch a topic takes: above what the log takes as one event. */
export const MAX_BATCH_BYTES = 8 * 1024 * 1024;

/** Somebody made or changed a topic so that it cannot be written to without harm. */
export class UnfitTopic extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UnfitTopic';
  }
}

const DAY_MS = 86_400_000;

/** Those that are there are left as they are. */
export async function makeMissingTopics(admin: Admin, topics: readonly Topic[], settings: TopicSettings): Promise<void> {
  const there = new Set(await admin.listTopics());
  const missing = topics.filter(({ name }) => !there.has(name));
  if (missing.length > 0) await admin.createTopics({ topics: missing.map(({ name }) => configOf(name, settings)), waitForLeaders: true, timeout: 10_000 });
}

/** The topics that must not be written to, since they have other partitions, each with a sentence that says what to do. */
export async function unfitTopics(admin: Admin, topics: readonly Topic[], { partitions }: TopicSettings): Promise<Map<string, string>> {
  // Asked for none, Kafka tells of all that it has.
  if (topics.length === 0) return new Map();
  const { topics: found } = await admin.fetchTopicMetadata({ topics: topics.map(({ name }) => name) });
  const unfit = found.map(({ name, partitions: has }) => [name, has.length] as const).filter(([, count]) => count !== partitions);
  return new Map(unfit.map(([name, count]) => [name,
    `The topic ${name} has ${count} partitions, and this relay writes to ${partitions}: another number would tear the order of a record's events. ` +
    `Delete the topic, and the relay makes it again and fills it from the log; or set KAFKA_PARTITIONS=${count} if every topic was made so, or give the feed another KAFKA_TOPIC_PREFIX.`,
  ]));
}

function configOf(topic: string, { partitions, replicas, retentionDays }: TopicSettings): ITopicConfig {
  return {
    topic,
    numPartitions: partitions,
    replicationFactor: replicas,
    configEntries: Object.entries({
      'cleanup.policy': 'delete',
      'retention.ms': String(retentionDays * DAY_MS),
      'min.insync.replicas': String(Math.min(2, replicas)),
      'max.message.bytes': String(MAX_BATCH_BYTES),
      'message.timestamp.type': 'CreateTime',
      'compression.type': 'producer',
      'unclean.leader.election.enable': 'false',
    }).map(([name, value]) => ({ name, value })),
  };
}
