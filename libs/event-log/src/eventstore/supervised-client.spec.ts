import { jest } from '@jest/globals';
import { SupervisedClient } from './supervised-client.js';

it.each([
  ['tls=false&readOnly=true', 'An option of the connection string has no effect: Unknown option key "readOnly", setting will be ignored. Take it out, or correct it.'],
  ['tls=true&tlsVerifyCert=false', 'An option of the connection string has no effect: "tlsVerifyCert" is not currently supported by this client, and will have no effect. Take it out, or correct it.'],
  ['tls=perhaps', 'The address of EventStoreDB cannot be read, or a file that it names is missing. It looks like esdb://user:password@host:2113?tls=true.'],
  ['tls=false&throwOnAppendFailure=false', 'The connection string must not say throwOnAppendFailure=false: a refused append would look like a stored one.'],
])('An address of EventStoreDB with %s is refused, and its password is told nobody', (options, sentence) => {
  const warned = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
  try {
    expect(() => SupervisedClient.of(`esdb://admin:secret@127.0.0.1:2113?${options}`)).toThrow(new Error(sentence));
    expect(warned).not.toHaveBeenCalled();
  } finally {
    warned.mockRestore();
  }
});
