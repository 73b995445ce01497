import { RequestMethod, SetMetadata, type Type } from '@nestjs/common';
import { DiscoveryModule, DiscoveryService, MetadataScanner } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply } from 'fastify';
import { RELEASE } from '@fieldledger/release';
import { ANSWER_SCHEMAS, answerOf, ID, PROBLEM, TEXT } from './answer-schemas.js';
import { parametersOf, requiredOf, type Parameter } from './asked.js';
import { Batch, itemClassOf } from './batch.js';
import { jsonSchemaOf } from './class-schema.js';
import { published } from './published-schema.js';
import { isOpen, scopeOf, takesBasic } from './identity.guard.js';

interface DeclaredParameter {
  readonly name: string;
  readonly in: 'path' | 'query';
  readonly required: boolean;
  readonly schema: object;
  /** Of a list: with commas, and not once for each. */
  readonly style?: 'form';
  readonly explode?: false;
}

interface Operation {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly security: readonly object[];
  readonly description?: string;
  readonly parameters: readonly DeclaredParameter[];
  readonly requestBody?: { readonly required: true; readonly content: { readonly 'application/json': { readonly schema: { readonly $ref: string } } } };
  readonly responses: object;
}

export interface OpenApi {
  readonly openapi: '3.1.0';
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: { readonly schemas: Record<string, object>; readonly securitySchemes: object };
}

const MAY_ANSWER = 'fieldledger:may-answer';

/** A success that a route may answer with besides those of its kind. */
export const MayAnswer = (status: number) => SetMetadata(MAY_ANSWER, status);

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

/** What the live controllers are: every route, its scope, what it is asked with, and its body by the class that validates it. */
function openApiOf(app: NestFastifyApplication): OpenApi {
  const schemas: Record<string, object> = { ...ANSWER_SCHEMAS };
  const paths: OpenApi['paths'] = {};
  const scanner = new MetadataScanner();
  for (const { instance } of app.get(DiscoveryService).getControllers()) {
    const controller = (instance as object).constructor as Type;
    for (const name of scanner.getAllMethodNames(controller.prototype)) {
      const handler = controller.prototype[name] as object;
      const method = Reflect.getMetadata('method', handler) as RequestMethod | undefined;
      if (method === undefined) continue;
      const path = `/${[Reflect.getMetadata('path', controller), Reflect.getMetadata('path', handler)].map((part: string) => part.replace(/^\/|\/$/g, '')).filter(Boolean).join('/')}`.replace(/:(\w+)/g, '{$1}').replace('*', '{path}');
      const body = bodyOf(controller, name, schemas);
      const open = isOpen(controller, handler);
      const successes = successesOf(controller, name, method);
      const answer = answerOf(controller, handler, { isBatch: itemClassOf(controller.prototype as object, name) !== undefined, isWrite: successes.includes(200) && successes.includes(201) }, schemas);
      const required = requiredOf(controller.prototype as object, name);
      (paths[path] ??= {})[RequestMethod[method].toLowerCase()] = {
        operationId: `${controller.name.replace('Controller', '')}.${name}`,
        // By these generators group what they make.
        tags: [path.split('/')[1]!],
        security: open ? [] : [{ key: [] }, ...(takesBasic(controller, handler) ? [{ basic: [] }] : [])],
        description: open ? 'Open.' : `Needs a key with the scope ${scopeOf(controller, handler)}.`,
        parameters: [
          ...[...path.matchAll(/\{(\w+)\}/g)].map(([, each]) => inPath(each!)),
          ...parametersOf(controller.prototype as object, name).map((each) => inQuery(each, required)),
        ],
        ...(body !== undefined && { requestBody: { required: true, content: { 'application/json': { schema: { $ref: REF + body } } } } }),
        responses: { ...Object.fromEntries(successes.map((status) => [status, { description: SUCCESSES[status]!, ...answer }])), default: { description: 'A problem document (RFC 9457).', ...PROBLEM } },
      };
    }
  }
  const securitySchemes = { key: { type: 'http', scheme: 'bearer' }, basic: { type: 'http', scheme: 'basic' } };
  return { openapi: '3.1.0', info: { title: 'Fieldledger', version: RELEASE, description: EVERYWHERE }, paths, components: { schemas, securitySchemes } };
}

const EVERYWHERE = `What has more than one answer holds says so in \`next\`, or in the header \`x-next\` where it is no JSON: that is asked for as \`after\`.
Only the payloads of an export are asked for by \`first\`, since they are files of the bundle and named so.
What takes long is begun with 202 and asked after by the id in that answer. Members may be added to any answer.
Every answer says in \`x-ratelimit-limit\`, \`x-ratelimit-remaining\` and \`x-ratelimit-reset\` (seconds) how many requests the key may send.`;

/** Ids in an address are as an answer gave them. */
const inPath = (name: string): DeclaredParameter => ({ name, in: 'path', required: true, schema: /^id$|Id$/.test(name) ? ID : TEXT });

function inQuery({ name, schema = TEXT, isList }: Parameter, required: readonly string[]): DeclaredParameter {
  const asked = { name, in: 'query', required: required.includes(name) } as const;
  return isList ? { ...asked, schema: { type: 'array', items: schema }, style: 'form', explode: false } : { ...asked, schema };
}

const REF = '#/components/schemas/';

const SUCCESSES: Readonly<Record<number, string>> = { 200: 'The answer; to what is recorded, that nothing of it is new.', 201: 'It is recorded, or made.', 202: 'It is begun, or put off.' };

/** With what a route answers when all is well: what is given its reply to record by says 201 for what is new, and 200 for the same again. */
function successesOf(controller: Type, name: string, method: RequestMethod): number[] {
  const handler = (controller.prototype as Record<string, object>)[name]!;
  const [one, more] = ['__httpCode__', MAY_ANSWER].map((key) => Reflect.getMetadata(key, handler) as number | undefined);
  if (one !== undefined) return [one];
  if (method !== RequestMethod.POST) return [200];
  const isGivenReply = Object.keys(routeArgumentsOf(controller, name)).some((key) => key.startsWith('1:'));
  return [...(isGivenReply ? [200, 201] : [201]), ...(more === undefined ? [] : [more])];
}

/** The name of the schema of a route's body, which is added to the others. */
function bodyOf(controller: Type, name: string, schemas: Record<string, object>): string | undefined {
  const item = itemClassOf(controller.prototype as object, name);
  const body = item ?? bodyClassOf(controller, name);
  if (!body) return undefined;
  schemas[body.name] = published(jsonSchemaOf(body));
  if (!item) return body.name;
  const batch = jsonSchemaOf(Batch) as { readonly properties: { readonly items: object } };
  schemas[`${item.name}Batch`] = { ...batch, properties: { items: { ...batch.properties.items, items: { $ref: REF + item.name } } } };
  return `${item.name}Batch`;
}

const routeArgumentsOf = (controller: Type, method: string) => (Reflect.getMetadata('__routeArguments__', controller, method) ?? {}) as Record<string, { index: number }>;

/** The class of the parameter that takes the body, as Nest recorded it. */
function bodyClassOf(controller: Type, method: string): Type | undefined {
  const types = (Reflect.getMetadata('design:paramtypes', controller.prototype, method) ?? []) as Type[];
  const body = Object.entries(routeArgumentsOf(controller, method)).find(([key]) => key.startsWith('3:'));
  return body && types[body[1].index];
}

/** The document as one plain page without scripts: every route, what its body must be, and what it answers with. */
function pageOf({ paths, components }: OpenApi): string {
  const answered = new Set(['Problem']);
  const routes = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { requestBody, description, parameters, responses }]) => {
      const ref = requestBody?.content['application/json'].schema.$ref.split('/').at(-1);
      const schema = ref && components.schemas[ref];
      const answers = answersIn(responses);
      for (const each of answers) answered.add(each);
      const asked = parameters.filter((each) => each.in === 'query').map((each) => each.name).join(', ');
      return `<section><h2><code>${method.toUpperCase()} ${text(path)}</code></h2><p>${text(description ?? '')}</p>${asked && `<p>may be asked with ${text(asked)}</p>`}${schema ? `<p>takes <b>${text(ref)}</b></p><pre>${text(JSON.stringify(schema, null, 2))}</pre>` : ''}${answers.map((each) => `<p>answers with <a href="#${each}">${each}</a></p>`).join('')}</section>`;
    }),
  );
  const schemas = [...answered].map((each) => `<section id="${each}"><h2>${each}</h2><pre>${text(JSON.stringify(components.schemas[each], null, 2))}</pre></section>`);
  const style = 'body{font:16px/1.5 system-ui;max-width:52rem;margin:2rem auto;padding:0 1rem}pre{background:#f4f4f4;padding:1rem;overflow:auto}';
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Fieldledger API</title><style>${style}</style><h1>Fieldledger API</h1>
<p>Send <code>Authorization: Bearer &lt;key&gt;</code> and JSON. What is refused is answered with a <a href="#Problem">Problem</a>. The same as <a href="/openapi.json">OpenAPI</a>.</p>${routes.join('')}<h1>Answers</h1>${schemas.join('')}</html>`;
}

/** The names of what a route answers with when all is well. */
function answersIn(responses: Operation['responses']): string[] {
  const { default: _problem, ...successes } = responses as Readonly<Record<string, { readonly content: Readonly<Record<string, { readonly schema?: { readonly $ref?: string } }>> }>>;
  return [...new Set(Object.values(successes).flatMap(({ content }) => content['application/json']?.schema?.$ref?.split('/').at(-1) ?? []))];
}

function text(raw: string): string {
  return raw.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
