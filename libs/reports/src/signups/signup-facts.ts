import type { SignupEvent, SignupSighted, SignupStepVoided, Step } from '@fieldledger/volunteering';

type Public<D> = Omit<D, 'person' | 'note' | 'flags'>;

/** What one event says of a signup, without what is sealed and without what was noticed at the time. */
export type SignupFact = Public<Step> | Public<SignupSighted['data']> | Pick<SignupStepVoided['data'], 'correctionId' | 'stepId'>;

export type StepFact = Public<Step>;
export type SightedFact = Public<SignupSighted['data']>;

/** The facts of a signup, kept as JSON, with one more, in the order of their ids: the same list whatever the order in which they came. */
export function withFact(facts: string | null, { type, data }: SignupEvent): SignupFact[] {
  const known = facts === null ? [] : (JSON.parse(facts) as SignupFact[]);
  const fact = factOf(type, data);
  const id = idOf(fact);
  const at = known.findIndex((it) => idOf(it) >= id);
  if (at < 0) known.push(fact);
  else known.splice(at, idOf(known[at]!) === id ? 1 : 0, fact);
  return known;
}

const factOf = (type: SignupEvent['type'], data: SignupEvent['data']): SignupFact => {
  if (type === 'SignupStepVoided') {
    const { correctionId, stepId } = data as SignupStepVoided['data'];
    return { correctionId, stepId };
  }
  const { person: _person, note: _note, flags: _flags, ...fact } = data as Step | SignupSighted['data'];
  return fact;
};

/** A correction, a sighting and a step may have the same id, each in its kind. */
const idOf = (fact: SignupFact): string => ('correctionId' in fact ? `${fact.correctionId} correction` : 'sightingId' in fact ? `${fact.sightingId} sighting` : `${fact.stepId} step`);
