import { nameUuid } from '@fieldledger/kernel';
import { StreamNames } from './stream-names.js';

const organization = nameUuid('names', 'ours');
const [names, others] = [new StreamNames('fieldledger'), new StreamNames('fieldledger2')];

describe('the streams of a log in EventStoreDB', () => {
  it('are called as they were in every version so far', () => {
    expect([names.ofRecord(organization.toUpperCase(), 'attempt-1'), names.ofBatch('b')]).toEqual([`fieldledger.${organization}.attempt-1`, 'fieldledger.batch-b']);
  });

  it('are told from outcomes, from those of another log, and from the server’s own', () => {
    expect([names.ofRecord(organization, 'batch-b'), names.ofBatch('b'), others.ofRecord(organization, 'x'), `$$${names.ofRecord(organization, 'x')}`, 'fieldledger'].map((name) => names.isRecord(name))).toEqual([true, false, false, false, false]);
  });

  it.each(['', '$fieldledger', 'Fieldledger', 'field-ledger', 'field.ledger', '2fieldledger', 'fieldledger '])('do not begin with %j', (namespace) => {
    expect(() => new StreamNames(namespace)).toThrow('A namespace is lower-case letters');
  });
});
