import { SetMetadata } from '@nestjs/common';
import { POSITION } from '@fieldledger/kernel';
import { closedSchema, type Members, type Schema } from './event-schema.js';

/** The schema of an answer, under a name of its own; the media types besides JSON in which it may be had; and its headers, each with what it says. */
interface Answer {
  readonly name: string;
  readonly schema: Schema;
  readonly besides?: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
}

type Content = Readonly<Record<string, { readonly schema?: object }>>;
type Headers = Readonly<Record<string, { readonly description: string; readonly schema: Schema }>>;

const ANSWERS_WITH = 'fieldledger:answers-with';

/** What a route answers with, or all routes of a controller, where their kind does not say. */
export const AnswersWith = (answer: Answer) => SetMetadata(ANSWERS_WITH, answer);

const TELLS = 'fieldledger:tells';

/** The headers of a route whose answer is no JSON, each with what it says. */
export const Tells = (headers: Readonly<Record<string, string>>) => SetMetadata(TELLS, headers);

/** A schema for each member of a type, under its name, and with a question mark behind it where it may be absent. */
type MembersOf<T> = { readonly [K in keyof T & string as object extends Pick<T, K> ? `${K}?` : K]-?: Schema };

/** The schema of what is of this type: a member that is left out, or one that the type has not, does not compile. Members may be added to it later. */
export const schemaOf = <T extends object>(members: MembersOf<T>): Schema => objectOf(members);

/** The schema of an object with these members; one with a question mark behind its name may be absent, and others may come. */
export function objectOf(members: Members): Schema {
  const { additionalProperties: _none, ...schema } = closedSchema(members);
  return schema;
}

/** What members are, in schemas. */
export const [TEXT, WHOLE, TRUTH, INSTANT, ID] = [{ type: 'string' }, { type: 'integer' }, { type: 'boolean' }, { type: 'string', format: 'date-time' }, { type: 'string', format: 'uuid' }] as const;
/** A position that is given back as an earlier answer gave it. */
export const POSITION_GIVEN = { type: 'string', pattern: POSITION.source };
export const listOf = (items: Schema): Schema => ({ type: 'array', items });
export const oneOf = (...words: readonly (string | null)[]): Schema => ({ enum: words });

const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const faults = { type: 'array', items: { type: 'object', required: ['field', 'problem'], properties: { field: TEXT, problem: TEXT, code: TEXT } } };
const receipt = { id: ID, stream: TEXT, revision: WHOLE, position: TEXT, recordedAt: INSTANT, flags: listOf(TEXT) };

/** What is answered everywhere: as `WriteAnswer`, `ItemAnswer` and the problem filter make it. Members may be added to each. */
export const ANSWER_SCHEMAS = {
  Problem: { type: 'object', required: ['type', 'title', 'status', 'code', 'detail'], properties: { type: TEXT, title: TEXT, status: WHOLE, code: TEXT, detail: TEXT, faults, differs: listOf(TEXT), traceId: TEXT } },
  Receipt: { type: 'object', required: ['id', 'stream', 'revision', 'position', 'recordedAt'], properties: receipt },
  BatchAnswer: {
    type: 'object', required: ['items'],
    properties: { items: { type: 'array', items: { type: 'object', required: ['status'], properties: { status: { enum: ['accepted', 'same', 'refused'] }, ...receipt, code: TEXT, detail: TEXT, faults, differs: listOf(TEXT) } } } },
  },
};

/** A receipt of the kernel's, and what is answered with one and more. */
export const RECEIPT: Schema = ref('Receipt');
export const withReceipt = (schema: Schema): Schema => ({ allOf: [RECEIPT, schema] });

export const PROBLEM = {
  content: { 'application/problem+json': { schema: ref('Problem') } } satisfies Content,
  headers: headersSaying({ 'retry-after': 'With 429 and 503: after so many seconds the same request is welcome.', 'www-authenticate': 'With 401: how a key is sent.', allow: 'With 405: the methods that there are.' }),
};

/** What a route answers when all is well: in which media types, and with which headers; the schema of an answer of its own is added to the others. */
export function answerOf(controller: object, handler: object, { isBatch, isWrite }: { readonly isBatch: boolean; readonly isWrite: boolean }, schemas: Record<string, object>): { readonly content: Content; readonly headers?: Headers } {
  const own = [handler, controller].map((target) => Reflect.getMetadata(ANSWERS_WITH, target) as Answer | undefined).find(Boolean);
  const said = { ...(isWrite && !isBatch && WRITE_TELLS), ...own?.headers, ...(Reflect.getMetadata(TELLS, handler) as Readonly<Record<string, string>> | undefined) };
  const headers = Object.keys(said).length > 0 ? { headers: headersSaying(said) } : {};
  if (own) {
    schemas[own.name] = own.schema;
    return { content: { 'application/json': { schema: ref(own.name) }, ...Object.fromEntries((own.besides ?? []).map((type) => [type, { schema: TEXT }])) }, ...headers };
  }
  const declared = (Reflect.getMetadata('__headers__', handler) ?? []) as { name: string; value: string }[];
  const type = declared.find(({ name }) => name === 'content-type')?.value.split(';')[0];
  if (type !== undefined) return { content: { [type]: type === 'application/octet-stream' ? {} : { schema: TEXT } }, ...headers };
  return { content: { 'application/json': { schema: isBatch ? ref('BatchAnswer') : isWrite ? ref('Receipt') : {} } }, ...headers };
}

const WRITE_TELLS = { 'x-log-position': 'The position in the receipt.' };

function headersSaying(said: Readonly<Record<string, string>>): Headers {
  return Object.fromEntries(Object.entries(said).map(([name, description]) => [name, { description, schema: TEXT }]));
}
