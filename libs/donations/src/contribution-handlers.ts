import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { AskOf } from '@fieldledger/http';
import { EVENT_LOG, eventIdOf, type EventLog, type RecordedEvent, type Verdict } from '@fieldledger/kernel';
import { isTaken, sealAndCarryOut, type Way } from './seal-and-carry-out.js';
import type {
  AmendContribution, BounceContribution, ChargeBackContribution, CloseDispute, DepositContribution, OpenDispute, ReattributeContribution, ReceiveInformation, RecordContribution,
  RedesignateContribution, RefundContribution, RequestInformation, ReturnContribution, WithdrawContribution,
} from './contribution-commands.js';
import { ContributionContexts, type Private } from './contribution-contexts.js';
import type { ContributionEvent } from './contribution-events.js';
import {
  amendContribution, bounceContribution, chargeBackContribution, closeDispute, contributionDecider, depositContribution, openDispute, reattributeContribution, receiveInformation,
  recordContribution, redesignateContribution, refundContribution, requestInformation, returnContribution, withdrawContribution,
} from './contribution.js';
import type { ContributionState } from './contribution-state.js';
import { isToldMovement, movementIdOf, withSightings, type ToldMovement } from './movement-sighting.js';

/** Every command of a contribution, by what it does. */
interface Asked {
  record: RecordContribution;
  amend: AmendContribution;
  refund: RefundContribution;
  return: ReturnContribution;
  bounce: BounceContribution;
  chargeBack: ChargeBackContribution;
  openDispute: OpenDispute;
  closeDispute: CloseDispute;
  redesignate: RedesignateContribution;
  reattribute: ReattributeContribution;
  withdraw: WithdrawContribution;
  deposit: DepositContribution;
  requestInformation: RequestInformation;
  receiveInformation: ReceiveInformation;
}

/** How each is carried out. */
const WAYS: { readonly [A in keyof Asked]: Way<Asked[A], ContributionState, ContributionEvent> } = {
  record: { requestId: (it) => it.contributionId, opens: true, contributor: (it) => it.contributor, decide: recordContribution },
  amend: { requestId: (it) => it.amendmentId, contributor: (it) => it.contributor, decide: amendContribution },
  refund: { requestId: (it) => it.refundId, decide: (it, _context, state, meta) => refundContribution(it, state, meta) },
  return: { requestId: (it) => it.returnId, decide: (it, _context, state, meta) => returnContribution(it, state, meta) },
  bounce: { requestId: (it) => it.bounceId, decide: (it, _context, state, meta) => bounceContribution(it, state, meta) },
  chargeBack: { requestId: (it) => it.chargebackId, decide: (it, _context, state, meta) => chargeBackContribution(it, state, meta) },
  openDispute: { requestId: (it) => it.disputeId, decide: (it, _context, state, meta) => openDispute(it, state, meta) },
  closeDispute: { requestId: (it) => it.closingId, decide: (it, _context, state, meta) => closeDispute(it, state, meta) },
  redesignate: { requestId: (it) => it.redesignationId, decide: (it, _context, state, meta) => redesignateContribution(it, state, meta) },
  reattribute: { requestId: (it) => it.reattributionId, contributor: (it) => it.to, decide: reattributeContribution },
  withdraw: { requestId: (it) => it.withdrawalId, decide: (it, _context, state) => withdrawContribution(it, state) },
  deposit: { requestId: (it) => it.depositId, decide: (it, _context, state, meta) => depositContribution(it, state, meta) },
  requestInformation: { requestId: (it) => it.requestId, decide: (it, _context, state, meta) => requestInformation(it, state, meta) },
  receiveInformation: { requestId: (it) => it.answerId, decide: receiveInformation },
};

export class AskOfContributions<A extends keyof Asked = keyof Asked> extends AskOf<Asked, A> {}

@CommandHandler(AskOfContributions)
export class AskOfContributionsHandler implements ICommandHandler<AskOfContributions> {
  constructor(
    @Inject(EVENT_LOG) private readonly log: EventLog,
    private readonly contexts: ContributionContexts,
  ) {}

  async execute({ what, items, meta, atomic }: AskOfContributions): Promise<Verdict[]> {
    const answers = what === 'receiveInformation' ? await this.answersOf(items as ReceiveInformation[], meta.organization) : undefined;
    const way = WAYS[what] as Way<Asked[keyof Asked], ContributionState, ContributionEvent>;
    const carryOut = (these: readonly Asked[keyof Asked][], itsWay: typeof way) =>
      sealAndCarryOut(this.log, this.contexts, { decider: contributionDecider, way: itsWay, items: these, streamId: ({ contributionId }) => contributionId, meta, atomic, answers });
    const verdicts = await carryOut(items, way);
    const otherwise = items.filter((item, i) => isToldMovement(item) && isTaken(verdicts[i]!));
    if (otherwise.length === 0) return verdicts;
    // Of an atomic batch nothing was stored, so all of it is asked again.
    const again = atomic ? items : otherwise;
    const answered = await carryOut(again, withSightings(way, await this.toldBefore(otherwise.filter(isToldMovement), meta.organization)));
    return items.map((item, i) => answered[again.indexOf(item)] ?? verdicts[i]!);
  }

  /** What was told first of refunds and chargebacks, by the id of each. */
  private async toldBefore(told: readonly ToldMovement[], organization: string): Promise<ReadonlyMap<string, RecordedEvent>> {
    const histories = await this.log.readStreams(organization, told.map(({ contributionId }) => streamOf(contributionId)));
    const first = (item: ToldMovement) => histories.get(streamOf(item.contributionId))!.find(({ id }) => id === eventIdOf(organization, streamOf(item.contributionId), movementIdOf(item)))!;
    return new Map(told.map((item) => [movementIdOf(item), first(item)]));
  }

  /** Answers are sealed with the key of whoever answered, as it was known when they were recorded; an answer about nobody known is left to the rule to refuse. */
  private async answersOf(items: readonly ReceiveInformation[], organization: string): Promise<(Private['answer'] | undefined)[]> {
    const histories = await this.log.readStreams(organization, items.map(({ contributionId }) => streamOf(contributionId)));
    return items.map(({ answerId, contributionId, reattributionId, employer, occupation }) => {
      const history = histories.get(streamOf(contributionId)) ?? [];
      const recorded = history.findIndex(({ id }) => id === eventIdOf(organization, streamOf(contributionId), answerId));
      const { contribution, reattributions } = stateOf(recorded < 0 ? history : history.slice(0, recorded));
      const subject = reattributionId === undefined ? contribution?.giver?.subject : reattributions.get(reattributionId);
      return subject === undefined ? undefined : { subject, value: { employer, occupation } };
    });
  }
}

export const streamOf = (contributionId: string): string => `${contributionDecider.kind}-${contributionId}`;

export function stateOf(history: readonly RecordedEvent[]): ContributionState {
  return history.reduce((state, { type, data }) => contributionDecider.evolve(state, { type, data } as ContributionEvent), contributionDecider.initial);
}
