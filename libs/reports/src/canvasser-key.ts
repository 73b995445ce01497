import type { ContactAttempted } from '@fieldledger/contacts';
import { personKey } from '@fieldledger/http';

/**
 * Who made an attempt, as `system/scope/id` of the system and scope that tell the voter: a canvasser's id means something in
 * these alone. Null where nobody is named. It is the app's own and follows no links, since a voter of the same system and
 * scope may have the same number; which volunteer it is `productivity` finds by the shift.
 */
export const canvasserKey = ({ voter, canvasserId }: ContactAttempted['data']): string | null => (canvasserId === undefined ? null : personKey({ system: voter.system, scope: voter.scope, id: canvasserId }));

/** In SQL, whether a reference is a VANID, of either mode: the number of a person, where a canvasser has that of a VAN user, and either may be the other's. */
export const isVanId = (reference: string): string => `${reference} ~ '^van/[^/]+\\.(myvoters|mycampaign)/'`;
