import { jest } from '@jest/globals';
import { SupervisedClient } from './supervised-client.js';

const ADDRESS = 'esdb://admin:secret@127.0.0.1:2113';

it.each([
  ['tls=perhaps', 'The address of EventStoreDB cannot be read, or a file that it names is missing. It looks like esdb://user:password@host:2113?tls=true.'],
  ['tls=false&throwOnAppendFailure=false', 'The connection string must not say throwOnAppendFailure=false: a refused append would look like a stored one.'],
])('An address of EventStoreDB with %s is refused without its password', (options, sentence) => {
  expect(() => SupervisedClient.of(`${ADDRESS}?${options}`)).toThrow(new Error(sentence));
});

it.each([
  ['tls=false&readOnly=true', 'Unknown option key "readOnly", setting will be ignored.'],
  ['tls=true&tlsVerifyCert=false', '"tlsVerifyCert" is not currently supported by this client, and will have no effect.'],
])('That %s has no effect is told, and the password of the address is not', async (options, sentence) => {
  const warned = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
  try {
    await SupervisedClient.of(`${ADDRESS}?${options}`).release();
    expect(warned.mock.calls).toEqual([[sentence]]);
  } finally {
    warned.mockRestore();
  }
});
