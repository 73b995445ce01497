import 'reflect-metadata';
import { Global, Module, type DynamicModule, type Provider, type Type } from '@nestjs/common';
import { createHttpApp, KEY_STORE, newApiKey, READINESS, type HttpApp, type Scope, type StoredKey } from '@fieldledger/http';
import { ANSWER_SIGNER } from '@fieldledger/kernel';
import { trialSigner } from '@fieldledger/testing';

type Part = Exclude<Provider, Type> & { readonly provide: symbol };

export interface Said {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

/** The door of these modules on a free port, for whoever was given a key. */
export class KeyedDoor {
  private readonly keys = new Map<string, StoredKey>();
  private app!: HttpApp;
  address = '';

  private constructor() {}

  /** @param adapters what the modules ask for, besides keys and readiness */
  static async open(modules: readonly (Type | DynamicModule)[], adapters: readonly Part[]): Promise<KeyedDoor> {
    const door = new KeyedDoor();
    const parts: Part[] = [...adapters, { provide: ANSWER_SIGNER, useValue: trialSigner }, { provide: KEY_STORE, useValue: { find: async (keyId: string) => door.keys.get(keyId) } }, { provide: READINESS, useValue: [] }];
    @Global()
    @Module({ providers: parts, exports: parts.map(({ provide }) => provide) })
    class Parts {}
    @Module({ imports: [Parts, ...modules] })
    class Everything {}
    door.app = await createHttpApp({ module: Everything }, {});
    door.address = await door.app.listen(0, '127.0.0.1');
    return door;
  }

  keyOf(organization: string, scopes: Scope[]): string {
    const { key, stored } = newApiKey({ organization, scopes, app: 'test' });
    this.keys.set(stored.keyId, stored);
    return `Bearer ${key}`;
  }

  /** Sends JSON by POST where there is any, else by GET, unless a method is named. */
  async ask(authorization: string, path: string, payload?: unknown, method = payload === undefined ? 'GET' : 'POST'): Promise<Said> {
    const headers = { authorization, ...(payload !== undefined && { 'content-type': 'application/json' }) };
    const answer = await fetch(this.address + path, { method, headers, body: payload === undefined ? undefined : JSON.stringify(payload) });
    const text = await answer.text();
    return { status: answer.status, body: (text && answer.headers.get('content-type')?.includes('json') ? JSON.parse(text) : { text }) as Record<string, unknown> };
  }

  close(): Promise<void> {
    return this.app.close();
  }
}
