import { attemptDecider, codesDecider, consentDecider, rollbackDecider } from '@fieldledger/contacts';
import { committeesDecider, contributionDecider, filingDecider, pledgeDecider, seriesDecider } from '@fieldledger/donations';
import type { AppendRequest, Event, Meta } from '@fieldledger/kernel';
import { linkDecider } from '@fieldledger/people';
import { canvassHistory, committeesHistory, filingHistory, moneyHistory, randomFrom, seriesHistory, volunteerHistory } from '@fieldledger/testing';
import { shiftDecider, signupDecider, volunteerEventDecider } from '@fieldledger/volunteering';

type WhenItHappened = (event: Event, meta: Meta) => string;

const DECIDERS = [
  attemptDecider, consentDecider, codesDecider, rollbackDecider, contributionDecider, filingDecider, committeesDecider, seriesDecider, pledgeDecider, volunteerEventDecider, shiftDecider, signupDecider, linkDecider,
];
const OCCURRED = new Map(DECIDERS.flatMap(({ versions, occurredAt }) => Object.keys(versions).map((type) => [type, occurredAt as WhenItHappened])));

/**
 * Knocks, money, committees, filings, series, shifts and links, mixed at random in one log, each event dated as its domain dates it.
 * The same seed makes the same history.
 */
export function mixedHistory({ seed, events, organizations }: { readonly seed: number; readonly events: number; readonly organizations: readonly string[] }): AppendRequest[] {
  const upTo = randomFrom(seed);
  const shares = [[canvassHistory, 3], [moneyHistory, 3], [volunteerHistory, 3], [filingHistory, 1], [seriesHistory, 1], [committeesHistory, 1]] as const;
  const histories = shares.map(([history, share]) => history({ seed, events: Math.ceil((events * share) / 12), organizations })[Symbol.iterator]());
  const mixed: AppendRequest[] = [];
  while (histories.length > 0) {
    const at = upTo(histories.length);
    const { value, done } = histories[at]!.next();
    if (done) histories.splice(at, 1);
    else mixed.push({ ...value, events: value.events.map((event) => ({ ...event, occurredAt: OCCURRED.get(event.type)!(event, value.meta) })) });
  }
  return mixed;
}
