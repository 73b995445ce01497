import { AsyncLocalStorage } from 'node:async_hooks';
import type { AnswerReceipt, ReadStore, ReportQuery } from '@fieldledger/kernel';

type Tables = AnswerReceipt['tables'];

const asking = new AsyncLocalStorage<Map<string, Tables[string]>>();

/** Which tables a question is answered from, of which version, and how far each had come; a question asks some of them one after the other. */
export class TablesAsked {
  private readonly tables = new Map<string, Tables[string]>();

  /** Notes what is asked by everything that begins in here. */
  during<T>(begin: () => T): T {
    return asking.run(this.tables, begin);
  }

  /** @throws Error when there is none: the app has not had its read store noted */
  get found(): Tables {
    if (this.tables.size === 0) throw new Error('Nobody noted which tables were asked: READ_STORE must be one of TablesAsked.noted.');
    return Object.fromEntries([...this.tables].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  /** A read store whose answers are noted. */
  static noted(store: ReadStore): ReadStore {
    return {
      async rows<R extends object>(query: ReportQuery) {
        const found = await store.rows<R>(query);
        asking.getStore()?.set(query.projection, { version: found.version, position: found.reflects.position });
        return found;
      },
    };
  }
}
