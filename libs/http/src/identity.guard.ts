import { Inject, Injectable, SetMetadata, UnauthorizedException, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { Rejection } from '@fieldledger/kernel';
import { KEY_STORE, parseApiKey, secretMatches, type Credential, type KeyStore, type Scope } from './api-key.js';

const OPEN = 'fieldledger:open';
/** Under this name a route's scope is found. */
export const NEEDS = 'fieldledger:needs';
const BASIC = 'fieldledger:basic';

/** A route without a key. Every other one is closed. */
export const Open = () => SetMetadata(OPEN, true);

/** The scope a key must have for a route. A route that says neither is closed to everyone. */
export const Needs = (scope: Scope) => SetMetadata(NEEDS, scope);

/** A route for a service that can only send HTTP Basic (RFC 7617): our key is the password, or its two parts are the user and the password. */
export const TakesBasic = () => SetMetadata(BASIC, true);

/** Whether a handler is open to everyone. */
export const isOpen = (controller: object, handler: object): boolean => Boolean(Reflect.getMetadata(OPEN, handler) ?? Reflect.getMetadata(OPEN, controller));

/** The scope that a handler needs. */
export const scopeOf = (controller: object, handler: object): Scope | undefined => Reflect.getMetadata(NEEDS, handler) ?? Reflect.getMetadata(NEEDS, controller);

/** Whether a handler takes HTTP Basic besides. */
export const takesBasic = (controller: object, handler: object): boolean => Boolean(Reflect.getMetadata(BASIC, handler) ?? Reflect.getMetadata(BASIC, controller));

/** A key that may read clear text may read the rest as well, and so may an auditor's. */
export function holds({ scopes }: Credential, needed: Scope): boolean {
  return scopes.includes(needed) || scopes.includes('admin') || (needed === 'read' && (scopes.includes('personal') || scopes.includes('audit')));
}

/** No key, or one that is not in force; `challenge` says how to send one. */
export class KeyRequired extends UnauthorizedException {
  constructor(readonly challenge: string) {
    super();
  }
}

/** The key in an `Authorization` header, as two parts, whose scheme is in letters of any size (RFC 9110, section 11.1); undefined where there is none that could be ours. */
function keyIn(header = ''): ReturnType<typeof parseApiKey> {
  const bearer = /^Bearer +(.*)$/i.exec(header)?.[1];
  if (bearer !== undefined) return parseApiKey(bearer);
  const pair = /^Basic +([A-Za-z0-9+/]+=*)$/i.exec(header)?.[1];
  if (pair === undefined) return undefined;
  const [, user, password] = /^([^:]*):(.*)$/s.exec(Buffer.from(pair, 'base64').toString('utf8')) ?? [];
  return password === undefined ? undefined : (parseApiKey(password) ?? parseApiKey(`fl_${user}_${password}`));
}

const senders = new WeakMap<FastifyRequest, Promise<Credential | undefined>>();

/** Who sends a request, by Bearer or by Basic; undefined where nobody whom the key store knows does. The store is asked once, whoever wants to know. */
export function senderOf(request: FastifyRequest, keys: KeyStore): Promise<Credential | undefined> {
  let sender = senders.get(request);
  if (!sender) senders.set(request, (sender = lookUp(request.headers.authorization, keys)));
  return sender;
}

async function lookUp(header: string | undefined, keys: KeyStore): Promise<Credential | undefined> {
  const parts = keyIn(header);
  const stored = parts && (await keys.find(parts.keyId));
  return stored && secretMatches(parts.secret, stored) ? stored : undefined;
}

/** @throws KeyRequired where nobody whom the key store knows sends it, or by Basic where that is not taken */
export async function credentialOf(request: FastifyRequest, basic: boolean, keys: KeyStore): Promise<Credential> {
  const isTaken = basic || !/^Basic /i.test(request.headers.authorization ?? '');
  const sender = isTaken ? await senderOf(request, keys) : undefined;
  if (!sender) throw new KeyRequired(basic ? 'Basic realm="Fieldledger", charset="UTF-8", Bearer' : 'Bearer');
  return sender;
}

/** A request whose key was recognized. */
export type KnownRequest = FastifyRequest & {
  credential?: Credential;
  /** Names are shown in clear. */
  unsealed?: boolean;
};

/** Lets in only whom the key store knows, with the scope that the route needs. */
@Injectable()
export class IdentityGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    @Inject(KEY_STORE) private readonly keys: KeyStore,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const targets = [context.getHandler(), context.getClass()];
    if (this.reflector.getAllAndOverride<boolean>(OPEN, targets)) return true;
    const request = context.switchToHttp().getRequest<KnownRequest>();
    const credential = await credentialOf(request, this.reflector.getAllAndOverride<boolean | undefined>(BASIC, targets) ?? false, this.keys);
    const needed = this.reflector.getAllAndOverride<Scope | undefined>(NEEDS, targets);
    if (!needed || !holds(credential, needed)) {
      throw new Rejection('denied', 'scope-missing', `This key does not have the scope ${needed ?? 'for this route'}. Ask your administrator for one that does.`);
    }
    request.credential = credential;
    return true;
  }
}
