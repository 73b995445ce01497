import { RequestMethod, type Type } from '@nestjs/common';
import { DiscoveryModule, DiscoveryService, MetadataScanner } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply } from 'fastify';
import { jsonSchemaOf } from './body.js';
import { isOpen, scopeOf, takesBasic } from './identity.guard.js';
import { RELEASE } from './release.js';

interface Operation {
  readonly operationId: string;
  readonly security: readonly object[];
  readonly description?: string;
  readonly requestBody?: { readonly required: true; readonly content: { readonly 'application/json': { readonly schema: { readonly $ref: string } } } };
  readonly responses: object;
}

export interface OpenApi {
  readonly openapi: '3.1.0';
  readonly info: { readonly title: string; readonly version: string };
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: { readonly schemas: Record<string, object>; readonly securitySchemes: object };
}

/** Serves `/openapi.json`, and the same as a page at `/docs`, where `/` leads; all open. */
export function mountOpenApi(app: NestFastifyApplication): void {
  const document = openApiOf(app);
  const page = pageOf(document);
  const fastify = app.getHttpAdapter().getInstance();
  fastify.get('/openapi.json', (_request: unknown, reply: FastifyReply) => reply.send(document));
  fastify.get('/', (_request: unknown, reply: FastifyReply) => reply.redirect('/docs'));
  fastify.get('/docs', (_request: unknown, reply: FastifyReply) => reply.type('text/html; charset=utf-8').send(page));
}

/** The module that an app must import to be walked. */
export const OpenApiModule = DiscoveryModule;

/** What the live controllers are: every route, its scope, and its body by the class that validates it. */
function openApiOf(app: NestFastifyApplication): OpenApi {
  const schemas: Record<string, object> = {};
  const paths: OpenApi['paths'] = {};
  const scanner = new MetadataScanner();
  for (const { instance } of app.get(DiscoveryService).getControllers()) {
    const controller = (instance as object).constructor as Type;
    for (const name of scanner.getAllMethodNames(controller.prototype)) {
      const handler = controller.prototype[name] as object;
      const method = Reflect.getMetadata('method', handler) as RequestMethod | undefined;
      if (method === undefined) continue;
      const path = `/${[Reflect.getMetadata('path', controller), Reflect.getMetadata('path', handler)].map((part: string) => part.replace(/^\/|\/$/g, '')).filter(Boolean).join('/')}`;
      const body = bodyClassOf(controller, name);
      if (body) schemas[body.name] = jsonSchemaOf(body);
      const open = isOpen(controller, handler);
      (paths[path] ??= {})[RequestMethod[method].toLowerCase()] = {
        operationId: `${controller.name.replace('Controller', '')}.${name}`,
        security: open ? [] : [{ key: [] }, ...(takesBasic(controller, handler) ? [{ basic: [] }] : [])],
        description: open ? 'Open.' : `Needs a key with the scope ${scopeOf(controller, handler)}.`,
        ...(body && { requestBody: { required: true, content: { 'application/json': { schema: { $ref: `#/components/schemas/${body.name}` } } } } }),
        responses: { default: { description: 'The answer, or a problem document (RFC 9457).' } },
      };
    }
  }
  const securitySchemes = { key: { type: 'http', scheme: 'bearer' }, basic: { type: 'http', scheme: 'basic' } };
  return { openapi: '3.1.0', info: { title: 'Fieldledger', version: RELEASE }, paths, components: { schemas, securitySchemes } };
}

/** The class of the parameter that takes the body, as Nest recorded it. */
function bodyClassOf(controller: Type, method: string): Type | undefined {
  const routeArguments = (Reflect.getMetadata('__routeArguments__', controller, method) ?? {}) as Record<string, { index: number }>;
  const types = (Reflect.getMetadata('design:paramtypes', controller.prototype, method) ?? []) as Type[];
  const body = Object.entries(routeArguments).find(([key]) => key.startsWith('3:'));
  return body && types[body[1].index];
}

/** The document as one plain page without scripts: every route, and what its body must be. */
function pageOf({ paths, components }: OpenApi): string {
  const routes = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { requestBody, description }]) => {
      const ref = requestBody?.content['application/json'].schema.$ref.split('/').at(-1);
      const schema = ref && components.schemas[ref];
      return `<section><h2><code>${method.toUpperCase()} ${text(path)}</code></h2><p>${text(description ?? '')}</p>${schema ? `<p>takes <b>${text(ref)}</b></p><pre>${text(JSON.stringify(schema, null, 2))}</pre>` : ''}</section>`;
    }),
  );
  const style = 'body{font:16px/1.5 system-ui;max-width:52rem;margin:2rem auto;padding:0 1rem}pre{background:#f4f4f4;padding:1rem;overflow:auto}';
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Fieldledger API</title><style>${style}</style><h1>Fieldledger API</h1>
<p>Send <code>Authorization: Bearer &lt;key&gt;</code> and JSON. The same as <a href="/openapi.json">OpenAPI</a>.</p>${routes.join('')}</html>`;
}

function text(raw: string): string {
  return raw.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
