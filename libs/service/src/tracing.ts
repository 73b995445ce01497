import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, TraceFlags, type Context, type Span, type Tracer } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BasicTracerProvider, BatchSpanProcessor, RandomIdGenerator, type IdGenerator } from '@opentelemetry/sdk-trace-base';
import { traceOf, type TraceContext, type Tracing } from '@fieldledger/kernel';

/** A page of events may be of thousands of requests: so many of them are followed. */
const FOLLOWED = 20;

/** OpenTelemetry traces, sent to where OTEL_EXPORTER_OTLP_ENDPOINT says, over HTTP. */
export class OtlpTracing implements Tracing {
  private readonly ids = new ChosenIds();
  private readonly provider: BasicTracerProvider;
  private readonly tracer: Tracer;

  constructor(app: string, endpoint: string) {
    this.provider = new BasicTracerProvider({
      idGenerator: this.ids,
      resource: resourceFromAttributes({ 'service.namespace': 'fieldledger', 'service.name': app }),
      spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter({ url: `${endpoint.replace(/\/$/, '')}/v1/traces`, timeoutMillis: 5_000 }), { scheduledDelayMillis: 1_000 })],
    });
    this.tracer = this.provider.getTracer('fieldledger');
  }

  request(name: string, correlationId: string, parent: TraceContext | undefined): (route: string, status: number) => void {
    const of = traceOf(correlationId);
    this.ids.next = of && { ...of, traceId: parent?.traceId ?? of.traceId };
    const span = this.tracer.startSpan(name, { kind: SpanKind.SERVER, root: parent === undefined }, parent && under(parent));
    return (route, status) => {
      span.updateName(`${name} ${route}`);
      span.setAttributes({ 'http.route': route, 'http.response.status_code': status });
      if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end();
    };
  }

  async around<T>(name: string, events: readonly { readonly correlationId?: string }[], work: () => Promise<T>): Promise<T> {
    const spans: Span[] = [];
    for (const correlationId of new Set(events.map((event) => event.correlationId ?? ''))) {
      const of = traceOf(correlationId);
      if (of && spans.length < FOLLOWED) spans.push(this.tracer.startSpan(name, { attributes: { 'fieldledger.events': events.length } }, under(of)));
    }
    try {
      return await work();
    } catch (error) {
      for (const span of spans) span.setStatus({ code: SpanStatusCode.ERROR, message: (error as Error).name });
      throw error;
    } finally {
      for (const span of spans) span.end();
    }
  }

  async close(): Promise<void> {
    // A collector that is gone must not keep the process.
    await this.provider.shutdown().catch(() => undefined);
  }
}

const under = ({ traceId, spanId }: TraceContext): Context => trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags: TraceFlags.SAMPLED, isRemote: true });

/** Drawn, but for the span of a request: that one is known beforehand to whoever handles its events. */
class ChosenIds implements IdGenerator {
  next: TraceContext | undefined;
  private readonly drawn = new RandomIdGenerator();

  generateTraceId = (): string => this.next?.traceId ?? this.drawn.generateTraceId();

  generateSpanId = (): string => {
    const { next } = this;
    this.next = undefined;
    return next?.spanId ?? this.drawn.generateSpanId();
  };
}
