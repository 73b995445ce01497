import { randomUUID } from 'node:crypto';
import { BEGINNING } from '@fieldledger/kernel';
import type { ItemOutcome } from '@fieldledger/sources';
import { trial, tried } from '@fieldledger/testing';
import { MemoryDoor } from './memory-door.js';

const GIFT = (subId: number, dollars: number, city = 'COLUMBUS', type = '15') =>
  `C00999999|N|Q3|P2018|201810170912341234|${type}|IND|QUILLFEATHER, ZEBULON|${city}|OH|43215|ACME|WELDER|08312018|${dollars}||SA11.${subId}|1234567|||${subId}\n`;
const ADDS = GIFT(1, 250) + GIFT(2, 100) + GIFT(3, 40, 'COLUMBUS', '22Y');

describe('the FEC\'s bulk files at the real door', () => {
  let door: MemoryDoor;
  beforeAll(async () => void (door = await MemoryDoor.open()));
  afterAll(() => door.close());

  /** Imports files one after the other for an organization of its own; `standing` is what counts in the end, by cents. */
  const imported = async (...files: readonly (readonly [format: string, content: string] | readonly [again: number])[]) => {
    const organization = randomUUID();
    const key = `Bearer ${door.keyOf(organization, ['ingest'])}`;
    const send = async (to: string, items: readonly object[]) => {
      const { status, body } = await door.send(`/${to}/batch?mode=partial`, { items }, key);
      expect(status).toBeLessThan(300);
      return body.items as ItemOutcome[];
    };
    const runs: (Awaited<ReturnType<typeof tried>> & { file: string; format: string })[] = [];
    for (const [what, content] of files) {
      const options = { format: typeof what === 'number' ? runs[what]!.format : what, mapping: undefined, send };
      const run = typeof what === 'number' ? { file: runs[what]!.file, ...(await tried(runs[what]!.file, options)) } : await trial(content!, options);
      runs.push({ ...run, format: options.format });
    }
    const events = (await door.log.read(BEGINNING, { limit: 10_000 })).filter((event) => event.organization === organization);
    const standing = new Map<string, number>();
    for (const { type, data } of events) {
      const { contributionId, amountCents } = data as { contributionId: string; amountCents: number };
      if (type === 'ContributionWithdrawn') standing.delete(contributionId);
      else standing.set(contributionId, amountCents);
    }
    return { codes: runs.map(({ lines }) => lines.map((line) => line.split(',').slice(1, 3).join())), standing: [...standing.values()].sort((a, b) => a - b), events };
  };

  it('are recorded once, however often they come', async () => {
    const { codes, standing, events } = await imported(['fec-bulk', ADDS], [0], ['fec-bulk', ADDS + GIFT(4, 7)]);
    expect(codes).toEqual([['accepted,', 'accepted,', 'accepted,'], ['same,', 'same,', 'same,'], ['same,', 'same,', 'same,', 'accepted,']]);
    expect(standing).toEqual([700, 4_000, 10_000, 25_000]);
    expect(events.map(({ type }) => type)).toEqual(['ContributionReceived', 'ContributionReceived', 'RefundReported', 'ContributionReceived']);
  });

  it('amend what a file of changes tells anew, and say what changed', async () => {
    const { codes, standing, events } = await imported(['fec-bulk', ADDS], ['fec-bulk', GIFT(1, 300, 'DAYTON') + GIFT(2, 100)]);
    expect(codes[1]).toEqual(['accepted,', 'same,']);
    expect(standing).toEqual([4_000, 10_000, 30_000]);
    expect(events.at(-1)).toMatchObject({ type: 'ContributionAmended', data: { amountCents: 30_000, changed: ['amountCents', 'city'] } });
  });

  it('say what changed also where one file tells a row again and again', async () => {
    const { events } = await imported(['fec-bulk', GIFT(1, 250) + GIFT(1, 250, 'DAYTON') + GIFT(1, 300, 'AKRON') + GIFT(1, 300)]);
    expect(events.slice(1).map(({ data }) => (data as { changed: string[] }).changed)).toEqual([['city'], ['amountCents', 'city'], ['city']]);
  });

  it('withdraw what a file of deletes names, and nothing else; the adds told again do not bring it back', async () => {
    const { codes, standing } = await imported(['fec-bulk', ADDS], ['fec-bulk-deletes', '1\n'], [0], [1]);
    expect(codes).toEqual([['accepted,', 'accepted,', 'accepted,'], ['accepted,'], ['same,', 'same,', 'same,'], ['same,']]);
    expect(standing).toEqual([4_000, 10_000]);
  });

  it('let a row that is added again stand again, and take it back once more', async () => {
    const again = GIFT(1, 250) + GIFT(5, 7);
    const { standing, events } = await imported(['fec-bulk', ADDS], ['fec-bulk-deletes', '1\n'], ['fec-bulk', again]);
    expect(standing).toEqual([700, 4_000, 10_000, 25_000]);
    expect(events.filter(({ type }) => type === 'ContributionAmended')).toMatchObject([{ data: { changed: ['standing'] } }]);
    const over = await imported(['fec-bulk', ADDS], ['fec-bulk-deletes', '1\n'], ['fec-bulk', again], ['fec-bulk-deletes', GIFT(1, 250)], [2], [1], [0]);
    expect(over.codes.slice(3)).toEqual([['accepted,'], ['same,', 'same,'], ['same,'], ['same,', 'same,', 'same,']]);
    expect(over.standing).toEqual([700, 4_000, 10_000]);
  });

  it('refuse the delete of a row that nobody told of, by itself', async () => {
    const { codes, standing } = await imported(['fec-bulk-deletes', '1\n2\n'], ['fec-bulk', GIFT(2, 100)], [0]);
    expect(codes).toEqual([['refused,contribution-missing', 'refused,contribution-missing'], ['accepted,'], ['refused,contribution-missing', 'accepted,']]);
    expect(standing).toEqual([]);
  });

  it('leave no name in what is stored', async () => {
    const { events } = await imported(['fec-bulk', ADDS], ['fec-bulk', GIFT(1, 300, 'DAYTON')], ['fec-bulk-deletes', GIFT(2, 100)]);
    expect(JSON.stringify(events)).not.toMatch(/quillfeather|zebulon|columbus|dayton|welder|acme/i);
  });
});
