import { sha256 } from './digest.js';

/** A trace as W3C Trace Context numbers it, hexadecimal. */
export interface TraceContext {
  readonly traceId: string;
  /** Of the span under which everything of the request stands. */
  readonly spanId: string;
}

/** Follows requests through processes, where somebody wants that: a port that does nothing unless an app gives one. */
export interface Tracing {
  /** Begins the span of a request; what is given back ends it. */
  request(name: string, correlationId: string, parent: TraceContext | undefined): (route: string, status: number) => void;
  /** Work for events, in a span of the trace of each of their requests. */
  around<T>(name: string, events: readonly { readonly correlationId?: string }[], work: () => Promise<T>): Promise<T>;
}

/**
 * The trace of a request is its correlation id: every event carries it, so whoever handles one later, in whatever
 * process, finds the trace without being told. Undefined for an id that is no UUID.
 */
export function traceOf(correlationId: string): TraceContext | undefined {
  const traceId = correlationId.replaceAll('-', '').toLowerCase();
  if (!/^[0-9a-f]{32}$/.test(traceId) || /^0+$/.test(traceId)) return undefined;
  return { traceId, spanId: sha256(traceId).slice(0, 16) };
}

/** The correlation id that is a trace's. */
export const correlationOf = (traceId: string): string => traceId.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
