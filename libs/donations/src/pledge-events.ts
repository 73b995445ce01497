import type { Event } from '@fieldledger/kernel';
import type { Sealed } from '@fieldledger/privacy';
import type { Giver } from './contributor.js';
import type { CancelPledge, FulfilPledge, MakePledge } from './pledge-commands.js';

/** What we noticed about a fact that we recorded all the same. */
export type PledgeFlag = 'pledge-unknown' | 'after-cancellation' | 'exceeds-pledge' | 'fulfilled-before' | 'cancelled-before' | 'person-forgotten';

/** A promise to give. What the person is called and where they live is in `person`, sealed. */
export interface Pledge extends Omit<MakePledge, 'contributor' | 'provenance'> {
  readonly giver: Giver | null;
  readonly person?: Sealed;
  readonly flags: readonly PledgeFlag[];
}

/** What every later event repeats, so that no reader needs the first; the committee is null as long as nobody told of the pledge. */
type Of = { readonly committeeId: string | null; readonly flags: readonly PledgeFlag[] };

export type PledgeMade = Event<'PledgeMade', Pledge>;
export type PledgeFulfilled = Event<'PledgeFulfilled', Omit<FulfilPledge, 'provenance'> & Of>;
export type PledgeCancelled = Event<'PledgeCancelled', CancelPledge & Of>;

export type PledgeEvent = PledgeMade | PledgeFulfilled | PledgeCancelled;
