import fc from 'fast-check';
import { TOMBSTONE } from './double-streams.js';
import { encodedEvent } from './encoded-event.js';
import { encoded, eventMessage } from './messages.js';

it("An event is encoded as the client's generated classes encode it", () => {
  // A tombstone is left to those classes.
  const count = fc.oneof(fc.nat(300), fc.maxSafeNat().filter((drawn) => drawn !== TOMBSTONE));
  const text = fc.string({ unit: 'grapheme', maxLength: 200 });
  const bytes = fc.uint8Array({ maxLength: 300 });
  fc.assert(
    fc.property(fc.record({ id: fc.uuid(), stream: text.filter(Boolean), revision: count, position: count, contentType: text, created: fc.nat().map(String), type: text, metadata: bytes, data: bytes }), (event) => {
      expect(encodedEvent(event)).toEqual(encoded(eventMessage(event)));
    }),
  );
});
