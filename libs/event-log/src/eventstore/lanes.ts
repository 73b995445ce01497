/**
 * One writer at a time for each stream of this process, in the order they came. Who needs several streams stands in all
 * their lanes from the same moment on, so that two never wait for each other.
 */
export class Lanes {
  private readonly last = new Map<string, Promise<void>>();

  run<T>(streams: readonly string[], work: () => Promise<T>): Promise<T> {
    const done = Promise.all(streams.map((stream) => this.last.get(stream))).then(work);
    const gone: Promise<void> = done.then(() => this.leave(streams, gone), () => this.leave(streams, gone));
    for (const stream of streams) this.last.set(stream, gone);
    return done;
  }

  private leave(streams: readonly string[], gone: Promise<void>): void {
    for (const stream of streams) if (this.last.get(stream) === gone) this.last.delete(stream);
  }
}
