import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A span as OTLP's JSON has it. */
export interface Span {
  readonly app: string;
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
}

/** Takes OpenTelemetry traces over HTTP and keeps them, as a collector would. */
export class OtlpCollector {
  static async start(): Promise<OtlpCollector> {
    const collector = new OtlpCollector();
    await new Promise<void>((listening) => collector.server.listen(0, '127.0.0.1', listening));
    return collector;
  }

  readonly spans: Span[] = [];
  private readonly server: Server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk) => (text += chunk));
    request.on('end', () => {
      for (const { resource, scopeSpans } of (JSON.parse(text) as Told).resourceSpans) {
        const app = resource.attributes.find(({ key }) => key === 'service.name')!.value.stringValue;
        for (const { name, traceId, spanId, parentSpanId } of scopeSpans.flatMap(({ spans }) => spans)) this.spans.push({ app, name, traceId, spanId, parentSpanId: parentSpanId || undefined });
      }
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });

  get endpoint(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((closed) => this.server.close(closed));
  }
}

interface Told {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly { readonly key: string; readonly value: { readonly stringValue: string } }[] };
    readonly scopeSpans: readonly { readonly spans: readonly Omit<Span, 'app'>[] }[];
  }[];
}
