import { jest } from '@jest/globals';
import type { Client } from './client.js';
import { vkeysOf } from './ledger-keys.js';

const UNSIGNED = [404, JSON.stringify({ detail: 'Nothing is signed yet.' })] as const;

/** A server that answers so, one after the other, and the last for ever. */
function serverWith(...answers: readonly (readonly [status: number, text: string])[]) {
  let asked = 0;
  return {
    url: '',
    request: jest.fn<Client['request']>(async () => {
      const [status, text] = answers[Math.min(asked++, answers.length - 1)]!;
      return new Response(text, { status });
    }),
  };
}

describe('the keys of a ledger', () => {
  it('are waited for until the first event is signed', async () => {
    const server = serverWith(UNSIGNED, UNSIGNED, [200, 'new+1\nold+2\n']);
    expect(await vkeysOf(server, 5_000)).toEqual(['new+1', 'old+2']);
    expect(server.request).toHaveBeenCalledTimes(3);
  });

  it('are asked for once where the server refuses to tell them', async () => {
    const server = serverWith([403, JSON.stringify({ detail: 'This key has not the scope audit.' })]);
    await expect(vkeysOf(server, 5_000)).rejects.toThrow('This key has not the scope audit.');
    expect(server.request).toHaveBeenCalledTimes(1);
  });

  it('are not waited for longer than that, nor at all where nobody has patience', async () => {
    await expect(vkeysOf(serverWith(UNSIGNED), 250)).rejects.toThrow('Nothing is signed yet.');
    const server = serverWith(UNSIGNED, [200, 'new+1']);
    await expect(vkeysOf(server)).rejects.toThrow('Nothing is signed yet.');
    expect(server.request).toHaveBeenCalledTimes(1);
  });
});
