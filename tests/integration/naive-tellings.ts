import type { Contributor, SightContribution } from '@fieldledger/donations';
import type { Book, Gift, Happened, Telling } from './naive-gifts.js';
import { compare } from './naive-lists.js';
import type { NaiveMoney } from './naive-money.js';

const PERSON = ['organizationName', 'lastName', 'firstName', 'middleName', 'prefix', 'suffix', 'street1', 'street2', 'city', 'state', 'zip', 'country', 'employer', 'occupation', 'email', 'phone'] as const satisfies readonly (keyof Contributor)[];

/** What two tellings can be compared by that is nobody's private matter; null is not told. */
function valuesOf(said: SightContribution): Record<string, string | number | boolean | null> {
  const { committeeId, contributor, amountCents, claimedAggregateCents = null, receivedOn, receivedAt, electionCode = null, method = null, sourceMarkers = [], earmark, memo = false, itemize = false, unaggregated = false, sequence = null, feeCents = null, page = null, referenceCode = null, referenceCode2 = null } = said;
  return {
    committeeId, line: lineOf(said), entityType: contributor?.entityType ?? null, contributorCommitteeId: contributor?.committeeId ?? null, amountCents, claimedAggregateCents, receivedOn, receivedAt: receivedAt === undefined ? null : new Date(receivedAt).toISOString(), electionCode, method,
    sourceMarkers: [...sourceMarkers].sort().join(' ') || null, earmark: earmark ? [earmark.conduitCommitteeId, earmark.conduitReceivedOn].filter(Boolean).join(' ') : null, memo, itemize, unaggregated, sequence, feeCents, page, referenceCode, referenceCode2,
  };
}

function lineOf({ line, kind, contributor }: SightContribution): string {
  return line ?? (kind === 'refund' ? 'SB28A' : { PTY: 'SA11B', PAC: 'SA11C', COM: 'SA11C', CCM: 'SA11C', CAN: 'SA11D', IND: 'SA11AI', ORG: 'SA11AI' }[contributor?.entityType ?? 'IND']);
}

const known = (values: Record<string, unknown>) => Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null));

/** A gift as it was told last by a place in the log, and whether it stood then. */
function heldAt({ tellings }: Gift, position: string): { readonly telling: Telling; readonly standing: boolean } | null {
  const upto = tellings.filter((it) => it.position <= position && it.what !== 'sighted');
  const telling = upto.findLast(({ said }) => said !== null);
  return telling ? { telling, standing: upto.at(-1)!.what !== 'withdrawn' } : null;
}

/** Where two tell of one gift, or of one refund, and do not say the same. */
export function naiveDisagreements(naive: NaiveMoney, happened: readonly Happened[]): Record<string, Record<string, unknown>> {
  const found: Record<string, Record<string, unknown>> = {};
  for (const gift of naive.gifts.values()) {
    const last = gift.said && { committeeId: gift.said.committeeId, receivedOn: gift.said.receivedOn, amountCents: gift.said.amountCents };
    for (const { what, eventId, position, source, said } of gift.tellings) {
      if (what !== 'sighted' || said === null) continue;
      const { telling: held } = heldAt(gift, position)!;
      const fields = differing(held.said!, said);
      if (fields.length > 0) found[eventId] = { contributionId: gift.contributionId, movementId: null, ...last, sources: [held.source, source], fields: fields.sort(), amendedSince: heldAt(gift, '9')!.telling !== held, standing: gift.standing, events: [held.eventId, eventId], position };
    }
    const firsts = new Map<string, Happened & { readonly door: 'contributions/refunds' }>();
    for (const it of happened) {
      if (it.door !== 'contributions/refunds' || it.item.contributionId !== gift.contributionId) continue;
      const first = firsts.get(it.item.refundId);
      if (!first) firsts.set(it.item.refundId, it);
      else {
        const fields = (['amountCents', 'refundedOn'] as const).filter((name) => first.item[name] !== it.item[name]);
        if (fields.length > 0) {
          found[it.eventId] = {
            contributionId: gift.contributionId, movementId: it.item.refundId, ...(last ?? { committeeId: null, receivedOn: null, amountCents: null }), sources: [first.item.provenance!.sourceSystem, it.item.provenance!.sourceSystem], fields, amendedSince: false, standing: gift.standing,
            events: [first.eventId, it.eventId], position: it.position,
          };
        }
      }
    }
  }
  return found;
}

/** What both tell, and otherwise; and who gave, where one says who and the other that nobody is known. */
function differing(held: SightContribution, said: SightContribution): string[] {
  const [one, other] = [valuesOf(held), valuesOf(said)];
  // What is not told is no difference, also where what is not told means no.
  const isTold = (name: string) => (held as unknown as Record<string, unknown>)[name] !== undefined && (said as unknown as Record<string, unknown>)[name] !== undefined;
  const names = Object.keys(one).filter((name) => !['entityType', 'contributorCommitteeId', 'sourceMarkers'].includes(name) && (name === 'line' || isTold(name)) && one[name] !== other[name]);
  if (one['entityType'] !== other['entityType']) names.push('entityType');
  const meant = (name: string, text: string | undefined) => (name === 'email' ? text?.trim().toLowerCase() : text?.trim());
  for (const name of PERSON) if (held.contributor?.[name] !== undefined && said.contributor?.[name] !== undefined && meant(name, held.contributor[name]) !== meant(name, said.contributor[name])) names.push(name);
  if (held.electionDescription !== undefined && said.electionDescription !== undefined && held.electionDescription !== said.electionDescription) names.push('electionDescription');
  for (const name of ['purpose', 'memoText', 'comment'] as const) if (held.remarks?.[name] !== undefined && said.remarks?.[name] !== undefined && held.remarks[name] !== said.remarks[name]) names.push(name);
  return names;
}

/** Our lineitems that a source told, and which stand. */
export function naiveLineitems(naive: NaiveMoney, source: string): Record<string, Record<string, unknown>> {
  const ours = [...naive.gifts.values()].filter(({ standing, tellings }) => standing && tellings.some((telling) => telling.source === source && telling.said !== null));
  return Object.fromEntries(ours.map((gift) => {
    const { telling } = heldAt(gift, '9')!;
    return [gift.contributionId, { contributionId: gift.contributionId, committeeId: gift.said!.committeeId, line: gift.line, amountCents: gift.said!.amountCents, receivedOn: gift.said!.receivedOn, events: [telling.eventId], position: telling.position }];
  }));
}

/** What a file says of each gift, as it was told last: the same, or with this one member told otherwise. */
export function naiveFile(naive: NaiveMoney): { readonly items: readonly Record<string, unknown>[]; readonly findings: readonly Record<string, unknown>[] } {
  const [items, findings]: [Record<string, unknown>[], Record<string, unknown>[]] = [[], []];
  for (const [n, gift] of [...naive.gifts.values()].entries()) {
    const { contributionId, said, became, tellings } = gift;
    const held = heldAt(gift, '9');
    const back = [...became.values()].filter(({ kind }) => kind === 'refund' || kind === 'chargeback');
    const paidBack = back.length === 0 ? {} : { paidBackCents: back.reduce((sum, { cents }) => sum + cents, 0), paidBackOn: back.map(({ day }) => day).sort().at(-1)! };
    const values = said ? known(valuesOf(held!.telling.said!)) : { amountCents: 1 };
    const otherwise: Record<string, unknown> = [{}, { amountCents: 77 }, { page: 'elsewhere' }, { paidBackCents: 77, paidBackOn: '2026-01-01' }, { memo: !(said?.memo ?? false) }][n % 5]!;
    items.push({ contributionId, ...values, ...paidBack, ...otherwise });
    if (!gift.standing) {
      findings.push({ contributionId, finding: 'missing', fields: [], events: tellings.length === 0 ? [] : [tellings.at(-1)!.eventId] });
      continue;
    }
    const fields = Object.keys(otherwise).filter((name) => (({ ...values, ...paidBack }) as Record<string, unknown>)[name] !== otherwise[name]);
    findings.push({ contributionId, finding: fields.length > 0 ? 'different' : 'same', fields, events: [held!.telling.eventId] });
  }
  return { items, findings };
}

/** What counts of a committee's gifts at one place in the log and did not at another, apart from what is private. */
export function naiveDifferences(naive: NaiveMoney, committee: string, from: string, until: string, book: Book): { readonly rows: Record<string, Record<string, unknown>>; readonly totals: Record<string, number> } {
  const rows: Record<string, Record<string, unknown>> = {};
  let [standing, netCents, refundsNetCents] = [0, 0, 0];
  for (const gift of [...naive.gifts.values()].filter((it) => naive.bookOf(it) === book)) {
    const [before, after] = [from, until].map((position) => {
      const held = heldAt(gift, position);
      return held?.standing && held.telling.said!.committeeId === committee ? held.telling : null;
    });
    if (after) standing++;
    if (!before && !after) continue;
    const [then, now] = [before && valuesOf(before.said!), after && valuesOf(after.said!)];
    const fields = then && now ? Object.keys(now).filter((name) => then[name] !== now[name]) : [];
    if (then && now && fields.length === 0) continue;
    const counts = (values: ReturnType<typeof valuesOf> | null | undefined) => (values && !values['memo'] ? (values['amountCents'] as number) : 0);
    const shown = (values: ReturnType<typeof valuesOf> | null | undefined) => (values ? known(then && now ? Object.fromEntries(fields.map((name) => [name, values[name]!])) : values) : {});
    const net = counts(now) - counts(then);
    const line = (now ?? then)!['line'] as string;
    if (line.startsWith('SB')) refundsNetCents += net;
    else netCents += net;
    rows[gift.contributionId] = {
      contributionId: gift.contributionId, line, difference: then && now ? 'changed' : then ? 'dropped' : 'added', fields: fields.sort(compare), netCents: net, before: shown(then), after: shown(now), beforeEvents: before ? [before.eventId] : [],
      afterEvents: gift.tellings.filter(({ position }) => position > from && position <= until).map(({ eventId }) => eventId),
    };
  }
  const of = (difference: string) => Object.values(rows).filter((row) => row['difference'] === difference).length;
  return { rows, totals: { added: of('added'), dropped: of('dropped'), kept: standing - of('added'), netCents, refundsNetCents, netUnknown: 0 } };
}

/** Of a difference, what is nobody's private matter. */
export const isOpen = (name: string): boolean => !(PERSON as readonly string[]).includes(name) && !['remarks', 'purpose', 'memoText', 'comment', 'electionDescription', 'contributor', 'standing'].includes(name);
