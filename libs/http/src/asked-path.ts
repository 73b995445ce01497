import type { FastifyRequest } from 'fastify';

/** The path of the route that answers, whatever the spelling in which it was asked: `/%72eports/filings`, with its host before it, or with `#` for `?`. */
export function askedPath({ routeOptions: { url: route = '' }, params }: Pick<FastifyRequest, 'routeOptions' | 'params'>): string {
  return route.replace(/:(\w+)|\*/g, (_, name = '*') => (params as Readonly<Record<string, string>>)[name as string] ?? '');
}
