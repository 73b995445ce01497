import type { Sealed } from '@fieldledger/privacy';
import type { CommitteeState } from './committees.js';
import type { Giver } from './contributor.js';

/** What a contribution is read against: the committees that were defined, and what is sealed for the event to come. */
export interface ContributionContext {
  readonly committees: CommitteeState;
  readonly giver: Giver | null;
  readonly person?: Sealed;
  readonly remarks?: Sealed;
  /** What the election is called. */
  readonly election?: Sealed;
  readonly answer?: Sealed;
  /** The person asked to be forgotten: the fact is recorded without them. */
  readonly forgotten: boolean;
}
