import type { SignupStep } from '@fieldledger/volunteering';
import { textOrder } from '../text-order.js';
import type { SightedFact, SignupFact, StepFact } from './signup-facts.js';

/** `seen` changed nothing but perhaps the place. */
export type What = SignupStep | 'deleted' | 'seen';

/** Something that happened, told as a step or seen by comparing two sightings. */
export interface Moment {
  readonly what: What;
  /** Null where a system kept no time: before everything that has one. */
  readonly at: string | null;
  readonly id: string;
  readonly of: StepFact | SightedFact;
}

/** Of moments without a time, or at the same: the order in which they follow each other. */
const ORDER: readonly What[] = [
  'invited', 'message-left', 'scheduled', 'rescheduled', 'confirmed', 'declined', 'cancelled', 'deleted', 'walked-in', 'turf-assigned', 'seen', 'checked-in', 'no-show', 'checked-out', 'completed',
];
export const EXPECTING: readonly What[] = ['scheduled', 'rescheduled', 'confirmed'];
/** Whether they came, as a system shows it. */
const ATTENDED: readonly What[] = ['walked-in', 'completed', 'no-show'];
/** Who is first seen like this, or first at another shift, was scheduled there before: nobody shows us when, unless it says when they signed up. */
const IMPLY_SCHEDULED: readonly string[] = ['cancelled', 'completed', 'no-show', 'deleted'];
const OFF: readonly string[] = ['cancelled', 'deleted'];

export const isSighted = (of: Moment['of']): of is SightedFact => 'sightingId' in of;

/** What happened to a signup, in order: the same whatever the order in which it became known. */
export function momentsOf(facts: readonly SignupFact[]): Moment[] {
  const voided = facts.filter((it) => 'correctionId' in it).map(({ stepId }) => stepId);
  const steps = facts.filter((it): it is StepFact => 'step' in it && !voided.includes(it.stepId)).map((of): Moment => ({ what: of.step, at: of.at, id: of.stepId, of }));
  return [...steps, ...sightedMoments(facts.filter((it): it is SightedFact => 'sightingId' in it))].sort(inOrder);
}

/** What happened between sightings: each change of status, of the shift, and of attendance. */
function sightedMoments(sightings: readonly SightedFact[]): Moment[] {
  const moments: Moment[] = [];
  let before: SightedFact | undefined;
  /** The shift that was shown last, and the moments before it was. */
  let [place, earlier]: [string | undefined, number] = [undefined, 0];
  for (const shown of sightings.length < 2 ? sightings : [...sightings].sort((a, b) => inOrder(sightedAs(a.status, a), sightedAs(b.status, b)))) {
    const of = before !== undefined && staysOff(before, shown) ? { ...shown, shiftId: before.shiftId } : shown;
    const { status, signedUpAt, attended } = of;
    const push = (what: What, at = seenAt(of)) => moments.push({ what, at, id: of.sightingId, of });
    const isMoved = place !== undefined && of.shiftId !== undefined && place !== of.shiftId;
    place = of.shiftId ?? place;
    if (isMoved) earlier = moments.length;
    if (before === undefined && (IMPLY_SCHEDULED.includes(status) || (signedUpAt !== undefined && status === 'confirmed'))) push('scheduled', signedUpAt ?? null);
    if (isMoved && (EXPECTING.includes(status) || (IMPLY_SCHEDULED.includes(status) && !OFF.includes(before!.status)))) push('rescheduled');
    // A system that shows but the latest takes back what it said of attendance there by not saying it any more.
    if (before !== undefined && !isMoved && status !== 'deleted' && tellsAttendance(before) && !tellsAttendance(of)) moments.push(...moments.splice(earlier).map((it): Moment => (ATTENDED.includes(it.what) ? { ...it, what: 'seen' } : it)));
    if (status !== before?.status || (isMoved && status === 'confirmed')) push(status, status === 'scheduled' && before === undefined ? (signedUpAt ?? seenAt(of)) : seenAt(of));
    else push('seen');
    if (attended !== undefined && (attended !== before?.attended || isMoved)) push(attended ? 'completed' : 'no-show');
    before = of;
  }
  return moments;
}

/** Who is off the list, and did not come, is moved nowhere: it is the shift where they were expected that they are off. */
const staysOff = (before: SightedFact, { status, attended }: SightedFact) => before.shiftId !== undefined && OFF.includes(before.status) && OFF.includes(status) && attended !== true;
const seenAt = ({ asOf, signedUpAt }: SightedFact) => asOf ?? signedUpAt ?? null;
const sightedAs = (what: What, of: SightedFact) => ({ what, at: seenAt(of), id: of.sightingId });
const tellsAttendance = ({ attended, status }: SightedFact) => attended !== undefined || ATTENDED.includes(status);

function inOrder(a: Pick<Moment, 'what' | 'at' | 'id'>, b: Pick<Moment, 'what' | 'at' | 'id'>): number {
  return textOrder(a.at ?? '', b.at ?? '') || ORDER.indexOf(a.what) - ORDER.indexOf(b.what) || textOrder(a.id, b.id);
}
