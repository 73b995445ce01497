import type { Unsealer } from '@fieldledger/kernel';
import { isSealed } from '@fieldledger/privacy';

/** Opens what histories made up: the mark of a sealed value stands for what was said. */
export const markUnsealer: Unsealer = {
  unseal: async (events) =>
    events.map(({ data }) => Object.fromEntries(Object.entries(data).flatMap(([name, value]) => (isSealed(value) ? [[name, { lastName: value.mark, employer: value.mark, memoText: value.mark }]] : [])))),
};
