import { Rejection } from '@fieldledger/kernel';

/** The slug of the rejection with which a rule says no; `no rejection` when it says yes. @throws whatever else it throws */
export function slugOf(decide: () => unknown): string {
  try {
    decide();
  } catch (error) {
    if (error instanceof Rejection) return error.slug;
    throw error;
  }
  return 'no rejection';
}
