/**
 * What streams are called in EventStoreDB: `fieldledger.<organization>.<stream>`. The organization is a UUID, of one length,
 * so that equal ids of two organizations never meet, whatever a stream's own name holds; both are ids, and nothing personal.
 * The outcome of an atomic call has a stream of its own, `fieldledger.batch-<uuid>`. The prefix also keeps us out of the
 * server's own streams, which begin with a dollar sign.
 */
export class StreamNames {
  /** @param namespace `fieldledger`, but where several logs share one server */
  constructor(private readonly namespace: string) {
    if (!/^[a-z][a-z0-9_]*$/.test(namespace)) throw new Error('A namespace is lower-case letters, digits and underscores, and begins with a letter.');
  }

  ofRecord(organization: string, stream: string): string {
    return `${this.namespace}.${organization.toLowerCase()}.${stream}`;
  }

  ofBatch(batch: string): string {
    return `${this.namespace}.batch-${batch}`;
  }

  /** Whether a stream holds events of ours, and is neither an outcome, nor somebody else's, nor the server's. */
  isRecord(name: string): boolean {
    return name.startsWith(`${this.namespace}.`) && !name.startsWith(this.ofBatch(''));
  }
}
