/** A notary in a process of its own, as the audit app runs it. */
import { PostgresEventLog } from '@fieldledger/event-log';
import { Notary, SigningKey } from '@fieldledger/ledger';

const url = process.argv[2];
const keys = { current: SigningKey.fromSeed(Buffer.alloc(32, 7)), previous: undefined, origin: 'the bench' };
Notary.start({ log: await PostgresEventLog.open({ url }), databaseUrl: url, originOf: (organization) => `bench/${organization}`, keys: async () => keys, tell: console.error });
process.send({ address: '', key: '' });
