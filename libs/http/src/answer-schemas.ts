import { SetMetadata } from '@nestjs/common';

/** The schema of an answer, under a name of its own, and the media types besides JSON in which it may be had. */
interface Answer {
  readonly name: string;
  readonly schema: object;
  readonly besides: readonly string[];
}

type Content = Readonly<Record<string, { readonly schema?: object }>>;

const ANSWERS_WITH = 'fieldledger:answers-with';

/** What a route answers with, or all routes of a controller, where their kind does not say. */
export const AnswersWith = (answer: Answer) => SetMetadata(ANSWERS_WITH, answer);

const [text, whole, texts] = [{ type: 'string' }, { type: 'integer' }, { type: 'array', items: { type: 'string' } }];
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const faults = { type: 'array', items: { type: 'object', required: ['field', 'problem'], properties: { field: text, problem: text, code: text } } };
const receipt = { id: { type: 'string', format: 'uuid' }, stream: text, revision: whole, position: text, recordedAt: { type: 'string', format: 'date-time' }, flags: texts };

/** What is answered everywhere: as `WriteAnswer`, `ItemAnswer` and the problem filter make it. Members may be added to each. */
export const ANSWER_SCHEMAS = {
  Problem: { type: 'object', required: ['type', 'title', 'status', 'code', 'detail'], properties: { type: text, title: text, status: whole, code: text, detail: text, faults, differs: texts, traceId: text } },
  Receipt: { type: 'object', required: ['id', 'stream', 'revision', 'position', 'recordedAt'], properties: receipt },
  BatchAnswer: {
    type: 'object', required: ['items'],
    properties: { items: { type: 'array', items: { type: 'object', required: ['status'], properties: { status: { enum: ['accepted', 'same', 'refused'] }, ...receipt, code: text, detail: text, faults, differs: texts } } } },
  },
};

export const PROBLEM_CONTENT: Content = { 'application/problem+json': { schema: ref('Problem') } };

/** In which media types a route answers when all is well, and what that is; the schema of an answer of its own is added to the others. */
export function contentOf(controller: object, handler: object, { isBatch, isWrite }: { readonly isBatch: boolean; readonly isWrite: boolean }, schemas: Record<string, object>): Content {
  const own = [handler, controller].map((target) => Reflect.getMetadata(ANSWERS_WITH, target) as Answer | undefined).find(Boolean);
  if (own) {
    schemas[own.name] = own.schema;
    return { 'application/json': { schema: ref(own.name) }, ...Object.fromEntries(own.besides.map((type) => [type, { schema: text }])) };
  }
  const headers = (Reflect.getMetadata('__headers__', handler) ?? []) as { name: string; value: string }[];
  const type = headers.find(({ name }) => name === 'content-type')?.value.split(';')[0];
  if (type !== undefined) return { [type]: type === 'application/octet-stream' ? {} : { schema: text } };
  return { 'application/json': { schema: isBatch ? ref('BatchAnswer') : isWrite ? ref('Receipt') : {} } };
}
