/** The protocol double in a process of its own, so that it takes no time of whoever is measured. */
import { startEventStoreDouble } from '@fieldledger/testing';

const double = await startEventStoreDouble();
process.send({ url: double.url });
