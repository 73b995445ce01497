import { Injectable, Query, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Rejection } from '@fieldledger/kernel';
import { isOpen } from './identity.guard.js';

const TAKES = 'fieldledger:takes';

/** A parameter of a query string. */
export interface Parameter {
  readonly name: string;
  /** What it must be; any text where nothing is said. Of a list, what each of them must be. */
  readonly schema?: Readonly<Record<string, unknown>>;
  /** Several, with commas between them. */
  readonly isList?: true;
}

/** The query string of a route that takes these parameters and no others: each once, and such as can be looked for. */
export const Asked = (...parameters: readonly (string | Parameter)[]): ParameterDecorator => (controller, method, index) => {
  takes(controller, method!, parameters.map((each) => (typeof each === 'string' ? { name: each } : each)));
  Query()(controller, method, index);
};

/** Notes what a route takes in its query string. */
export const takes = (controller: object, method: string | symbol, parameters: readonly Parameter[]): void => Reflect.defineMetadata(TAKES, parameters, controller, method);

/** What a route takes in its query string. */
export const parametersOf = (controller: object, method: string): readonly Parameter[] => Reflect.getMetadata(TAKES, controller, method) ?? [];

const MUST = 'fieldledger:must-be-asked-with';

/** Names what the route refuses to do without, in its query string. */
export const MustBeAskedWith = (...names: readonly string[]): MethodDecorator => (controller, method) => Reflect.defineMetadata(MUST, names, controller, method);

/** What a route refuses to do without, in its query string. */
export const requiredOf = (controller: object, method: string): readonly string[] => Reflect.getMetadata(MUST, controller, method) ?? [];

/** Refuses what a route does not take in its query string. Whoever probes an open route may ask with anything. */
@Injectable()
export class AskedGuard implements CanActivate {
  /** @throws Rejection `unknown-parameter`, naming what there is, `repeated-parameter`, `invalid-unicode` */
  canActivate(context: ExecutionContext): boolean {
    const [controller, handler] = [context.getClass(), context.getHandler()];
    if (!isOpen(controller, handler)) onlyThese(parametersOf(controller.prototype as object, handler.name), context.switchToHttp().getRequest<FastifyRequest>().query as Record<string, unknown>);
    return true;
  }
}

function onlyThese(parameters: readonly Parameter[], asked: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(asked)) {
    const parameter = parameters.find((each) => each.name === name);
    if (!parameter) throw new Rejection('invalid', 'unknown-parameter', `There is no parameter ${JSON.stringify(name.slice(0, 40))}. There ${parameters.length > 0 ? `are: ${parameters.map((each) => each.name).join(', ')}` : 'is none'}.`);
    // Many generated clients name a list's parameter once for each, whatever the document says of commas.
    const text = parameter.isList && Array.isArray(value) ? value.join(',') : value;
    if (typeof text !== 'string') throw new Rejection('invalid', 'repeated-parameter', `Give ${name} once.`);
    asked[name] = findable(name, text);
  }
}

/** A part of an address that can be looked for in a database. @throws Rejection `invalid-unicode` */
export function findable(name: string, value: string): string {
  if (value.includes('\0') || !value.isWellFormed()) throw new Rejection('invalid', 'invalid-unicode', `${name} holds a NUL or half a character (a lone surrogate). Send well-formed Unicode.`);
  return value;
}
