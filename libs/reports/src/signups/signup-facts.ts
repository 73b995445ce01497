import type { SignupEvent, SignupSighted, SignupStepVoided, Step } from '@fieldledger/volunteering';

type Public<D> = Omit<D, 'person' | 'note' | 'flags'>;

/** What one event says of a signup, without what is sealed and without what was noticed at the time. */
export type SignupFact = Public<Step> | Public<SignupSighted['data']> | Pick<SignupStepVoided['data'], 'correctionId' | 'stepId'>;

export type StepFact = Public<Step>;
export type SightedFact = Public<SignupSighted['data']>;

/** The facts of a signup with one more, as JSON in the order of their ids: the same text whatever the order in which they came. */
export function withFact(facts: string | null, { type, data }: SignupEvent): string {
  const known = readFacts(facts);
  const fact = factOf(type, data);
  const id = idOf(fact);
  const at = known.findIndex((it) => idOf(it) >= id);
  if (at < 0) known.push(fact);
  else known.splice(at, idOf(known[at]!) === id ? 1 : 0, fact);
  return JSON.stringify(known);
}

export function readFacts(facts: string | null): SignupFact[] {
  return facts === null ? [] : (JSON.parse(facts) as SignupFact[]);
}

const factOf = (type: SignupEvent['type'], data: SignupEvent['data']): SignupFact => {
  if (type === 'SignupStepVoided') {
    const { correctionId, stepId } = data as SignupStepVoided['data'];
    return { correctionId, stepId };
  }
  const { person: _person, note: _note, flags: _flags, ...fact } = data as Step | SignupSighted['data'];
  return fact;
};

const idOf = (fact: SignupFact): string => ('correctionId' in fact ? fact.correctionId : 'sightingId' in fact ? fact.sightingId : fact.stepId);
