import { FILING_EXAMPLES, type FilingEvent } from '@fieldledger/donations';
import { nameUuid, type AppendRequest } from '@fieldledger/kernel';
import { knock } from './event-log-contract.js';
import type { MoneyHistoryOptions } from './money-history.js';
import { randomFrom } from './random.js';

/**
 * Filings as requests to the log: reports in up to three versions, which come in any order and some of them not whole,
 * with lists of rows in parts. The same seed makes the same history; organizations share every id, so that whatever mixes
 * them up is seen.
 */
export function* filingHistory({ seed, events, organizations }: MoneyHistoryOptions): Generator<AppendRequest> {
  const upTo = randomFrom(seed);
  const came = new Set<string>();
  for (let made = 0, n = 0; made < events; n++) {
    const organization = organizations[upTo(organizations.length)]!;
    const [report, version] = [upTo(1 + n), upTo(3)];
    const filingId = nameUuid('filings', String(seed), String(report), String(version));
    if (came.has(`${organization} ${filingId}`)) continue;
    came.add(`${organization} ${filingId}`);
    for (const { type, data } of filingOf(filingId, nameUuid('filings', String(seed), String(report)), version, upTo)) {
      const stream = 'part' in data ? `filing-${nameUuid('filing-rows', filingId, String(data.part))}` : `filing-${data.reportId}`;
      yield knock({ stream, id: `${filingId} ${made++}`, expected: 'any', organization, type, data });
    }
  }
}

function filingOf(filingId: string, reportId: string, amendmentNumber: number, upTo: (n: number) => number): FilingEvent[] {
  const { FilingReceived: received, FilingRowsListed: listed, FilingCompleted: completed } = FILING_EXAMPLES;
  const of = { filingId, reportId };
  const parts = Array.from({ length: 1 + upTo(3) }, (_, part) => Array.from({ length: 1 + upTo(4) }, (_row, n) => nameUuid('filings', 'row', reportId, String(part), String(n))));
  return [
    {
      ...received, data: {
        ...received.data, ...of, committeeId: `C0000000${upTo(3)}`, amendmentNumber, amends: amendmentNumber === 0 ? undefined : received.data.amends, signedOn: upTo(3) === 0 ? undefined : received.data.signedOn,
        cover: upTo(5) === 0 ? [] : received.data.cover,
      },
    },
    ...parts.map((contributionIds, part) => ({ ...listed, data: { ...of, part, contributionIds } })),
    ...(upTo(8) === 0 ? [] : [{ ...completed, data: { ...of, parts: parts.length, rows: parts.flat().length, amendmentNumber } }]),
  ];
}
