import { Rejection, type Verdict } from '@fieldledger/kernel';

/** An intention that concerns somebody who was erased. */
export const personErased = (): Rejection => new Rejection('conflict', 'person-erased', 'This person was erased at their request. Take them off the list; nothing was recorded.');

/** Somebody was erased and asked to be left out for good, and a list brings them again. */
export const personSuppressed = (): Rejection =>
  new Rejection('conflict', 'person-suppressed', 'This person was erased and asked not to be recorded again. Take them off the list; nothing was recorded.');

/**
 * A request under a known id whose person was erased since is neither a repeat nor another request: what was said of the
 * person cannot be compared any more.
 */
export function saidOfErased(verdicts: readonly Verdict[], isForgotten: (i: number) => boolean): Verdict[] {
  return verdicts.map((verdict, i) => {
    if (!(verdict instanceof Rejection) || verdict.slug !== 'id-taken' || !isForgotten(i)) return verdict;
    return new Rejection('conflict', 'recorded-and-erased', 'This id was recorded before its person was erased. What was said of them then is gone and cannot be compared; nothing was changed, and nothing need be sent again.');
  });
}
