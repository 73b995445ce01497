import { ENTITY_TYPES } from '@fieldledger/finance-rules';
import { closedSchema as closed, eventSchemas, FLAGS as flags, orNull, PATTERNS, schemaFrom as from, SEALED, UUID as uuid, type Members, type Schema } from '@fieldledger/http';
import { DefineCommittee, ElectionCycle } from './committees-commands.js';
import { committeesDecider } from './committees.js';
import {
  BounceContribution, ChargeBackContribution, CloseDispute, COMMITTEE_KINDS, DepositContribution, OpenDispute, ReattributeContribution, ReceiveInformation, RecordContribution,
  RedesignateContribution, RefundContribution, RequestInformation, ReturnContribution, WithdrawContribution,
} from './contribution-commands.js';
import { contributionDecider } from './contribution.js';
import { CompleteFiling, ListFilingRows, ReceiveFiling } from './filing-commands.js';
import { filingDecider } from './filing.js';
import { CancelPledge, FulfilPledge, MakePledge } from './pledge-commands.js';
import { pledgeDecider } from './pledge.js';
import { CancelSeries, ChangeSeries, ChargeSeries, ReportFailedCharge, StartSeries } from './series-commands.js';
import { seriesDecider } from './series.js';
import { FilingRow } from './sighting-commands.js';

const code: Schema = { type: 'string', pattern: '^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$' };
const token: Schema = { type: 'string', pattern: '^[A-Za-z0-9_-]{22}$' };
const names: Schema = { type: 'array', items: { type: 'string', pattern: '^[A-Za-z0-9]+$' } };
const cents: Schema = { type: 'integer' };

const giver = closed({
  entityType: { enum: ENTITY_TYPES }, subject: uuid, 'reference?': closed({ system: code, scope: code, id: code }), 'committeeId?': code, 'nameZip?': token, 'email?': token, given: names,
});
const filing = from(FilingRow, [], {});
/** What every later event repeats. */
const of: Members = { committeeId: orNull(code) };
const flagged: Members = { ...of, flags };
const about = (command: Parameters<typeof from>[0], without: readonly string[], added: Members): Schema => from(command, [...without, 'provenance'], added);

const contribution: Members = {
  committeeKind: orNull({ enum: COMMITTEE_KINDS }), 'cycle?': from(ElectionCycle, [], {}), line: code, giver: orNull(giver), 'person?': SEALED, 'remarks?': SEALED, 'election?': SEALED, 'claimedAggregateCents?': cents,
  'filing?': filing, source: code, flags,
};
const { 'person?': _person, 'remarks?': _remarks, 'election?': _election, ...told } = contribution;
const apart = ['contributor', 'remarks', 'currency', 'committeeKind'];

const versions: Readonly<Record<string, number>> = { ...contributionDecider.versions, ...filingDecider.versions, ...committeesDecider.versions, ...seriesDecider.versions, ...pledgeDecider.versions };

const data: Members = {
  ContributionReceived: about(RecordContribution, apart, contribution),
  RefundReported: about(RecordContribution, apart, contribution),
  ContributionAmended: about(RecordContribution, apart, { ...contribution, amendmentId: uuid, changed: names }),
  ContributionSighted: closed({ contributionId: uuid, ...flagged, source: code, differs: names, 'filing?': filing, 'told?': about(RecordContribution, apart, told), 'movement?': closed({ movementId: uuid, eventId: uuid, source: orNull(code) }) }),
  ContributionRefunded: about(RefundContribution, ['basis', 'amountCents'], { ...flagged, amountCents: cents, orphan: { type: 'boolean' } }),
  ContributionReturned: about(ReturnContribution, [], { ...of, 'flags?': flags, amountCents: cents }),
  ContributionBounced: about(BounceContribution, [], { ...flagged, amountCents: cents }),
  ContributionChargedBack: about(ChargeBackContribution, ['amountCents'], { ...flagged, amountCents: cents }),
  DisputeOpened: about(OpenDispute, [], flagged),
  DisputeClosed: about(CloseDispute, [], flagged),
  ContributionRedesignated: about(RedesignateContribution, ['fromElection'], { ...of, 'flags?': flags, fromElection: orNull({ type: 'string', pattern: PATTERNS.election }) }),
  ContributionReattributed: about(ReattributeContribution, ['to'], { ...flagged, giver, 'person?': SEALED }),
  ContributionWithdrawn: about(WithdrawContribution, [], { ...of, 'filing?': filing }),
  ContributionDeposited: about(DepositContribution, [], flagged),
  InformationRequested: about(RequestInformation, ['followUp'], flagged),
  InformationFollowedUp: about(RequestInformation, ['followUp'], flagged),
  InformationReceived: about(ReceiveInformation, ['employer', 'occupation'], { ...flagged, given: names, 'answer?': SEALED }),
  FilingReceived: about(ReceiveFiling, ['rows'], {}),
  FilingRowsListed: about(ListFilingRows, [], {}),
  FilingCompleted: about(CompleteFiling, [], { amendmentNumber: { type: 'integer' } }),
  CommitteeDefined: about(DefineCommittee, [], {}),
  SeriesStarted: about(StartSeries, ['contributor'], { giver: orNull(giver), 'person?': SEALED, flags }),
  SeriesCharged: about(ChargeSeries, [], flagged),
  SeriesChargeFailed: about(ReportFailedCharge, [], flagged),
  SeriesChanged: about(ChangeSeries, [], flagged),
  SeriesCancelled: about(CancelSeries, [], flagged),
  PledgeMade: about(MakePledge, ['contributor'], { giver: orNull(giver), 'person?': SEALED, flags }),
  PledgeFulfilled: about(FulfilPledge, [], flagged),
  PledgeCancelled: about(CancelPledge, [], flagged),
};

/** The JSON Schema (2020-12) of each event's payload, by `Type.vN`; made from the declarations of the commands. */
export const DONATION_EVENT_SCHEMAS = eventSchemas(versions, data);
