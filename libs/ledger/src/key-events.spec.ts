import type { RecordedEvent } from '@fieldledger/kernel';
import { KEYS_STREAM, rotatedTo, rotation } from './key-events.js';
import { SigningKey } from './note.js';

const ORIGIN = 'ledger.example/ours';
const [first, second, third] = [1, 2, 3].map((n) => SigningKey.fromSeed(Buffer.alloc(32, n))) as [SigningKey, SigningKey, SigningKey];
const recorded = (told: Partial<RecordedEvent> = {}) => ({ ...rotation(ORIGIN, first, second), stream: KEYS_STREAM, ...told }) as RecordedEvent;
const { data } = rotation(ORIGIN, first, second);
const current = first.vkey(ORIGIN);

describe('a change of the key that signs a ledger', () => {
  it('leads to the key that the one before it names', () => {
    expect(rotatedTo(recorded(), ORIGIN, current)).toBe(second.vkey(ORIGIN));
  });

  it.each<[string, RecordedEvent, string?, string?]>([
    ['of another event', recorded({ type: 'DoorKnocked' })],
    ['in a stream that an app may write to', recorded({ stream: 'attempt-1' })],
    ['from a key that does not sign now', recorded(), second.vkey(ORIGIN)],
    ['that another key has signed', recorded({ data: { ...data, statement: rotation(ORIGIN, third, second).data.statement } })],
    ['by a key that names itself in the place of the one that signs now', recorded({ data: rotation(ORIGIN, third, second).data })],
    ['to another key than the one that was named', recorded({ data: { ...data, to: third.vkey(ORIGIN) } })],
    ['that was signed for another ledger', recorded({ data: { ...data, statement: rotation('ledger.example/theirs', first, second).data.statement } })],
    ['of another ledger', recorded(), current, 'ledger.example/theirs'],
    ['to what is no key', recorded({ data: { ...data, to: 'x', statement: first.sign(ORIGIN, `${ORIGIN}/key-rotation/v1\nx\n`) } })],
    ['without a statement', recorded({ data: { ...data, statement: '' } })],
  ])('leads nowhere %s', (_, event, now = current, origin = ORIGIN) => {
    expect(rotatedTo(event, origin, now)).toBeUndefined();
  });
});
