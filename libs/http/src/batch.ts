import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ArrayMaxSize, ArrayMinSize, IsArray } from 'class-validator';
import type { FastifyRequest } from 'fastify';
import { Rejection } from '@fieldledger/kernel';
import { takes } from './asked.js';
import { ValidBody } from './body.js';

/** Up to 500 items in one request. Each is checked on its own, so that every fault is named. */
export class Batch {
  @IsArray() @ArrayMinSize(1) @ArrayMaxSize(500) items!: unknown[];
}

/** `partial` stores what it can; the default is all or nothing. */
export const BATCH_MODES = ['all-or-nothing', 'partial'] as const;
export type BatchMode = (typeof BATCH_MODES)[number];

/** A batch as it was sent: its items, not checked yet, and how they are to be taken. */
export interface AskedBatch<T extends object> {
  readonly items: readonly unknown[];
  /** What each item must be. */
  readonly itemClass: new () => T;
  readonly mode: BatchMode;
}

const ITEMS = 'fieldledger:items';

/** A body of items of a class, and the `mode` beside it. @throws Rejection `invalid-body`, `invalid-mode` */
export const BatchOf = <T extends object>(itemClass: new () => T): ParameterDecorator => (controller, method, index) => {
  Reflect.defineMetadata(ITEMS, itemClass, controller, method!);
  takes(controller, method!, [{ name: 'mode', schema: { type: 'string', enum: BATCH_MODES } }]);
  askedBatch(itemClass)(controller, method, index);
};

/** The class of a batch's items; undefined for a route that takes no batch. */
export const itemClassOf = (controller: object, method: string): (new () => object) | undefined => Reflect.getMetadata(ITEMS, controller, method);

const askedBatch = createParamDecorator((itemClass: new () => object, context: ExecutionContext): AskedBatch<object> => {
  const { body, query } = context.switchToHttp().getRequest<FastifyRequest<{ Querystring: { mode?: string } }>>();
  const { items } = new ValidBody().transform(body, { type: 'body', metatype: Batch }) as Batch;
  return { items, itemClass, mode: batchMode(query.mode) };
});

function batchMode(asked: string | undefined = BATCH_MODES[0]): BatchMode {
  const mode = BATCH_MODES.find((each) => each === asked);
  if (!mode) throw new Rejection('invalid', 'invalid-mode', 'mode is all-or-nothing (the default) or partial.');
  return mode;
}
