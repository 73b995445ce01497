import type { Reflects } from '@fieldledger/kernel';

/** The day that is today for an answer: that of the last event recorded by then, or the one until which things had happened, if that is earlier. */
export const dayReached = ({ moment, occurredUntil = moment }: Reflects): string => (occurredUntil < moment ? occurredUntil : moment).slice(0, 10);
