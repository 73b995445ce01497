import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { parametersOf } from '@fieldledger/http';
import { Rejection } from '@fieldledger/kernel';

/** Refuses a format that the route does not have before anything is looked for, since a report can take minutes. */
@Injectable()
export class FormatAsked implements CanActivate {
  /** @throws Rejection `unknown-format`, naming what there is */
  canActivate(context: ExecutionContext): boolean {
    const { format } = context.switchToHttp().getRequest<FastifyRequest>().query as Readonly<Record<string, string>>;
    const taken = parametersOf(context.getClass().prototype as object, context.getHandler().name).find(({ name }) => name === 'format');
    const formats = taken!.schema!.enum as readonly string[];
    if (format !== undefined && !formats.includes(format)) throw new Rejection('invalid', 'unknown-format', `format is ${formats.slice(0, -1).join(', ')} or ${formats.at(-1)!}.`);
    return true;
  }
}
