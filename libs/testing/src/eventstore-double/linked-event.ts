import type { DoubleStreams, StoredEvent } from './double-streams.js';

/** For a link, the event that it names as `revision@stream`, which may be gone; nothing for any other event. */
export function linkedEvent({ type, data }: StoredEvent, streams: DoubleStreams): { readonly target: StoredEvent | undefined } | undefined {
  if (type !== '$>') return undefined;
  const [revision, ...stream] = Buffer.from(data).toString().split('@');
  return { target: streams.eventOf(stream.join('@'), Number(revision)) };
}
