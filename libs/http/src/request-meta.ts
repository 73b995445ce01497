import { randomUUID } from 'node:crypto';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Meta } from '@fieldledger/kernel';
import { FIELD_FORMATS } from './field-formats.js';
import { holds, type KnownRequest } from './identity.guard.js';

/** Who acted and in answer to what, built once at the door. The organization is the credential's. */
export const RequestMeta = createParamDecorator((_: unknown, context: ExecutionContext): Meta => {
  const { headers, credential } = context.switchToHttp().getRequest<KnownRequest>();
  return {
    organization: credential!.organization,
    actor: credential!.keyId,
    app: credential!.app,
    correlationId: uuidIn(headers['x-correlation-id']) ?? randomUUID(),
    causationId: uuidIn(headers['x-causation-id']) ?? null,
    receivedAt: new Date().toISOString(),
    provenance: null,
  };
});

/** Whether whoever asks may see the names of persons in clear. */
export const SeesPersons = createParamDecorator((_: unknown, context: ExecutionContext): boolean => {
  const request = context.switchToHttp().getRequest<KnownRequest>();
  request.unsealed = holds(request.credential!, 'personal');
  return request.unsealed;
});

function uuidIn(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' && FIELD_FORMATS.uuid!.test(header) ? header.toLowerCase() : undefined;
}
