import { BEGINNING, type Tell } from '@fieldledger/kernel';
import type { Admin } from 'kafkajs';
import type { PartitionEnd } from './partition-ends.js';
import type { RelayNotes } from './relay-notes.js';

/**
 * Empties the partitions that begin in the middle of the log, so that they can be filled from its beginning: who reads a topic
 * anew must not meet a later event first. It is noted before it is done, so that whoever is killed in between does it again.
 */
export async function emptyMadeAgain(admin: Admin, notes: RelayNotes, ends: Map<string, PartitionEnd>, tell: Tell): Promise<void> {
  const made = [...ends].filter(([, { madeAgain }]) => madeAgain);
  if (made.length === 0) return;
  const partitions = made.map(([, { topic, partition, nextOffset }]) => ({ topic, partition, position: BEGINNING, nextOffset: nextOffset + 1n }));
  await notes.note({ position: BEGINNING, partitions });
  for (const [name, end] of made) {
    const { topic, partition, nextOffset } = end;
    tell(`Somebody made ${topic} again while the relay wrote to it: partition ${partition} begins in the middle of the log. It is emptied, and filled from the log.`, 'warn');
    await admin.deleteTopicRecords({ topic, partitions: [{ partition, offset: String(nextOffset) }] });
    ends.set(name, { ...end, last: undefined });
  }
}
