import { openAnswerNote, parseVkey, SigningKey } from '@fieldledger/ledger';
import { answerDigest, canonical, type AnswerReceipt } from '@fieldledger/kernel';
import { markUnsealer, SEED, trialSigner } from '@fieldledger/testing';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from '../../apps/fieldledger/src/client.js';
import { checkReceipt, type ReceiptCheckOptions } from '../../apps/fieldledger/src/receipt-command.js';
import { everyQuestion } from './every-question.js';
import { EVENTS, OURS, ReplayTrial, THEIRS } from './replay-trial.js';

const VKEY = SigningKey.fromSeed(Buffer.alloc(32, 9)).vkey(`ledger.example/${OURS}`);
const OTHER = SigningKey.fromSeed(Buffer.alloc(32, 1));

interface Kept {
  readonly question: string;
  readonly note: string;
  readonly text: string;
  readonly body: string | undefined;
}

describe('receipts of what reports answered', () => {
  const trial = ReplayTrial.forSuite(EVENTS, 1_600);
  let key: string;
  let folder: string;
  let kept: readonly Kept[];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'answer-receipts-'));
    await writeFile(join(folder, 'vkeys'), `${VKEY}\n`);
    key = trial.key;
    await trial.project();
    kept = await everyAnswer();
    // Months later.
    await trial.later();
  });
  afterAll(async () => {
    await rm(folder, { recursive: true });
  });

  /** Every question in JSON, as CSV, and schedules in the Commission's layout, as they are answered by tables that stand at the end of the log. */
  async function everyAnswer(): Promise<Kept[]> {
    const found: Kept[] = [];
    const { position } = await trial.log.horizon();
    for (const question of await everyQuestion(trial)) {
      for (const format of question.startsWith('POST ') ? ['json'] : question.startsWith('schedule') ? ['json', 'csv', 'fec'] : ['json', 'csv']) {
        const answer = await asked(question, { format, minPosition: position });
        if (answer) found.push(answer);
      }
    }
    return found;
  }

  async function asked(question: string, parameters: Record<string, string>, as = key): Promise<Kept | undefined> {
    const [, path, gift] = /^(?:POST )?(\S+)(?: (\S+))?$/.exec(question)!;
    const body = gift === undefined ? undefined : JSON.stringify({ items: [{ contributionId: gift, amountCents: 1 }] });
    const response = await request(as)(body === undefined ? 'GET' : 'POST', `/reports/${path}${path!.includes('?') ? '&' : '?'}${new URLSearchParams(parameters)}`, body && JSON.parse(body));
    const text = await response.text();
    // Which report has two whole versions is left to the seed.
    if (question.startsWith('filing-differences?report=') && response.status !== 200) return undefined;
    expect([question, response.status, text.slice(0, 300)]).toEqual([question, 200, text.slice(0, 300)]);
    return { question, note: Buffer.from(response.headers.get('x-receipt')!, 'base64').toString('utf8'), text, body };
  }

  const request = (as: string): Client['request'] => (method, path, body) =>
    fetch(trial.address + path, { method, headers: { authorization: as, ...(body !== undefined && { 'content-type': 'application/json' }) }, body: body === undefined ? undefined : JSON.stringify(body) });

  const saidBy = (note: string): AnswerReceipt => openAnswerNote(note, [parseVkey(VKEY)]).receipt;
  /** The note that the server would have given. */
  const noteOf = (receipt: AnswerReceipt) => trialSigner.sign(OURS, receipt);

  async function check(note: string, options: ReceiptCheckOptions & { readonly answerText?: string; readonly bodyText?: string; readonly as?: string } = {}): Promise<{ readonly said: string; readonly exits: unknown }> {
    const { answerText, bodyText, as = key, ...more } = options;
    const files = { note, ...(answerText !== undefined && { answer: answerText }), ...(bodyText !== undefined && { body: bodyText }) };
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
    let said = '';
    process.exitCode = 0;
    try {
      const named = { ...(answerText !== undefined && { answer: join(folder, 'answer') }), ...(bodyText !== undefined && { body: join(folder, 'body') }) };
      await checkReceipt({ url: trial.address, request: request(as) }, join(folder, 'note'), { key: join(folder, 'vkeys'), ...named, ...more }, (text) => (said = text));
      return { said, exits: process.exitCode };
    } finally {
      process.exitCode = 0;
    }
  }

  const rates = () => kept.find(({ question }) => question === 'contact-rates?groupBy=campaign,day')!;

  it('say what was asked, and of which position, folds and rules the answer is', () => {
    const { note, text } = kept.find(({ question, text }) => question.startsWith('schedule-a?committee=C00000000') && text.startsWith('{'))!;
    const { reflects } = JSON.parse(text) as { reflects: { position: string } };
    const at = { version: expect.any(Number), position: reflects.position };
    expect(note.startsWith(`ledger.example/${OURS}/answer/v1\n{`)).toBe(true);
    expect(saidBy(note)).toEqual({
      report: 'schedule-a', parameters: { committee: 'C00000000', from: '2025-07-01', to: '2026-06-30', book: 'filed', rules: 'fec-2023', format: 'json' },
      chosen: { rules: 'fec-2023', donors: expect.any(String) }, named: true, position: reflects.position, tables: expect.objectContaining({ filings: at, schedule_lines: at }),
      release: expect.stringMatching(/^\d+\.\d+\.\d+\+[0-9a-f]{12}$/), answer: answerDigest(JSON.parse(text) as object), answeredAt: expect.stringMatching(/Z$/),
    });
    expect(note.length * 4 / 3).toBeLessThan(4_000);
  });

  it('name the report, however its address was spelled', async () => {
    const { headers } = await request(key)('GET', '/%72eports/contact%2Drates/events?result=Canvassed');
    expect(saidBy(Buffer.from(headers.get('x-receipt')!, 'base64').toString('utf8')).report).toBe('contact-rates/events');
  });

  it('are checked by asking again, of every report and in every format, and the answer of then is the answer of now', async () => {
    expect(kept.length).toBeGreaterThanOrEqual(70);
    for (const { question, note, text, body } of kept) {
      const { said, exits } = await check(note, { answerText: text, bodyText: body });
      const last = said.split('\n').at(-1)!;
      expect([SEED, question, saidBy(note).parameters['format'], last.slice(0, 9), exits]).toEqual([SEED, question, saidBy(note).parameters['format'], 'equal    ', 0]);
    }
    // The log has come further, or nothing would be shown.
    const { text } = (await asked('contact-rates?groupBy=campaign,day', { minPosition: (await trial.log.horizon()).position }))!;
    expect(answerDigest(JSON.parse(text) as object)).not.toBe(saidBy(rates().note).answer);
  }, 240_000);

  it('are asked again on the day that the answer chose, whatever day it is then', async () => {
    const { note } = (await asked('recurring', { on: '2026-06-01', minPosition: (await trial.log.horizon()).position }))!;
    const { parameters: { on, ...parameters }, chosen, ...said } = saidBy(note);
    expect([on, chosen['on']]).toEqual(['2026-06-01', '2026-06-01']);
    expect((await check(await noteOf({ ...said, chosen, parameters }))).exits).toBe(0);
    expect((await check(await noteOf({ ...said, chosen: { ...chosen, on: '2027-06-01' }, parameters }))).exits).toBe(1);
  });

  it('are taken as they are in the header, too', async () => {
    expect((await check(Buffer.from(rates().note).toString('base64'))).exits).toBe(0);
  });

  it('that are not signed, signed by another, or no receipts are refused', async () => {
    const { note } = rates();
    const { receipt } = openAnswerNote(note, [parseVkey(VKEY)]);
    const text = note.slice(0, note.lastIndexOf('\n\n') + 1);
    await expect(check(note.replace('"report":"contact-rates"', '"report":"contact-bates"'))).rejects.toThrow('is not of this text');
    await expect(check(OTHER.sign(`ledger.example/${OURS}`, text))).rejects.toThrow('None of the keys that are trusted');
    const checkpoint = SigningKey.fromSeed(Buffer.alloc(32, 9)).sign(`ledger.example/${OURS}`, `ledger.example/${OURS}\n1\n${Buffer.alloc(32).toString('base64')}\n`);
    await expect(check(checkpoint)).rejects.toThrow('not the receipt of an answer');
    await expect(check(`${canonical(receipt)}\n`)).rejects.toThrow('not a signed note');
  });

  it('of another organization are sent where they belong, and nobody is accused', async () => {
    const theirs = trial.keyOf(['personal', 'audit'], THEIRS);
    await expect(check(rates().note, { as: theirs })).rejects.toThrow(`This receipt is of ledger.example/${OURS}; this server and key are of ledger.example/${THEIRS}.`);
    const { note } = (await asked('contact-rates?campaign=nobody', { minPosition: 'latest' }))!;
    await expect(check(note, { as: theirs })).rejects.toThrow('This receipt is of');
  });

  it('hold for the answer that was kept, and for no other', async () => {
    const { note, text } = rates();
    const answer = JSON.parse(text) as { rows: { attempts: number }[] };
    answer.rows[0]!.attempts += 1;
    await expect(check(note, { answerText: JSON.stringify(answer) })).rejects.toThrow('is not the answer that this receipt is of');
    const sent = kept.find(({ body }) => body !== undefined)!;
    await expect(check(sent.note)).rejects.toThrow('Give what was sent, as JSON, by --body FILE');
    await expect(check(sent.note, { bodyText: '{"items":[]}' })).rejects.toThrow('is not what was sent');
  });

  describe('of what is not answered so any more', () => {
    /** A receipt that an installation would have given that answered otherwise. */
    async function otherwise(question: string, change: (answer: { rows: Record<string, unknown>[] }, receipt: AnswerReceipt) => Partial<AnswerReceipt>): Promise<Kept> {
      const { note, text, body } = kept.find((each) => each.question === question)!;
      const answer = JSON.parse(text) as { rows: Record<string, unknown>[] };
      const changed = change(answer, saidBy(note));
      return { question, body, note: await noteOf({ ...saidBy(note), answer: answerDigest(answer), ...changed }), text: JSON.stringify(answer) };
    }

    it('tell rows, and that another version of the folds or of Fieldledger may be why', async () => {
      const old = await otherwise('contact-rates?groupBy=campaign,day', (answer, { tables }) => {
        answer.rows[0]!['attempts'] = 4711;
        return { tables: { contact_rates: { ...tables['contact_rates']!, version: 99 } }, release: '0.0.9' };
      });
      const { said, exits } = await check(old.note, { answerText: old.text });
      expect(exits).toBe(1);
      expect(said).toMatch(/^why +The table contact_rates was of version 99 then and is of version \d+ now/m);
      expect(said).toMatch(/^why +It was answered by Fieldledger 0\.0\.9; this is \d/m);
      expect(said.match(/^(?:then|now) .*$/gm)).toEqual([expect.stringContaining('"attempts":4711'), expect.stringMatching(/^now +\{"attempts":\d+/)]);
      expect(said.split('\n').at(-1)).toMatch(/^DIFFERENT /);
    });

    it('tell another build of the same release from a log that was changed, and how to know', async () => {
      const old = await otherwise('contact-rates?groupBy=campaign,day', (answer, { release }) => {
        answer.rows[0]!['attempts'] = 4711;
        return { release: release.replace(/\+.*/, '+000000000000') };
      });
      const { said, exits } = await check(old.note);
      expect(exits).toBe(1);
      expect(said).toMatch(/^why +It was answered by Fieldledger (\S+)\+0{12}; this is \1\+[0-9a-f]{12}, which may fold or ask otherwise\. Whether the log is what it was then is told by an export/m);
      expect(said).not.toContain('Nothing explains it');
    });

    it('tell that nothing explains it, where nothing does', async () => {
      const old = await otherwise('contact-rates?groupBy=campaign,day', (answer) => {
        answer.rows[0]!['attempts'] = 4711;
        return {};
      });
      expect((await check(old.note)).said).toContain('Nothing explains it: position, folds, rules and program are the same. Either the log was changed, or a table, of which rebuild --compare tells. Whether the log is what it was then');
    });

    it('tell who may see names, and that names of the erased are gone', async () => {
      const { note, text } = kept.find(({ note, text }) => saidBy(note).tables['contributors'] && text.startsWith('{') && text.includes('"mark-'))!;
      const texts: Kept[] = [];
      for (const committee of ['C00000000', 'C00000001', 'C00000002']) {
        for (const format of ['csv', 'fec']) texts.push((await asked(`schedule-a?committee=${committee}&from=2020-01-01&to=2027-12-31`, { format, minPosition: (await trial.log.horizon()).position }))!);
      }
      const other = await check(note, { as: trial.keyOf(['audit']) });
      expect(other.said).toContain('names in clear, which this key may not see');
      expect(other.said).not.toContain('The table contributors');
      expect(other.exits).toBe(1);
      // And the other way round.
      const nameless = (await asked('schedule-a?committee=C00000001&from=2020-01-01&to=2027-12-31', { minPosition: 'latest' }, trial.keyOf(['audit'])))!;
      const seen = await check(nameless.note);
      expect(seen.said).toContain('The answer was without names, which this key sees in clear');
      expect([seen.said.match(/^why /gm)!.length, seen.exits]).toEqual([1, 1]);
      // The keys of everybody are destroyed, and what was opened with them is not kept.
      await trial.replays.close();
      await trial.sql.query(`DELETE FROM replay.tables WHERE personal`);
      await trial.reopen({ unsealer: { unseal: async (events) => (await markUnsealer.unseal(events)).map((each) => Object.fromEntries(Object.keys(each).map((name) => [name, null]))) } });
      const { said, exits } = await check(note, { answerText: text });
      expect(exits).toBe(1);
      expect(said).toContain('All that differs are values that are gone, as names in clear are of persons who were erased since. The ledger says of each when: where it has no PersonErased, somebody took a key away.');
      expect((await check(note)).said).toContain('With --answer it is told whether that is all.');
      for (const format of ['csv', 'fec']) {
        const named = texts.filter(({ note }) => saidBy(note).parameters['format'] === format).sort((a, b) => b.text.split('mark-').length - a.text.split('mark-').length)[0]!;
        expect(named.text.split('mark-').length).toBeGreaterThan(3);
        expect([format, (await check(named.note, { answerText: named.text })).said]).toEqual([format, expect.stringContaining('All that differs are values that are gone')]);
        // As a report that is sorted by names: which row was which is told by what it kept.
        const [end, lines] = [format === 'csv' ? '\r\n' : '\n', named.text.trimEnd().split(/\r?\n/)];
        const sorted = [...(format === 'csv' ? lines.splice(0, 1) : []), ...lines.reverse()].map((line) => line + end).join('');
        const checkOf = async (answer: string) => (await check(await noteOf({ ...saidBy(named.note), answer: answerDigest(answer) }), { answerText: answer })).said;
        expect([format, await checkOf(sorted)]).toEqual([format, expect.stringContaining('All that differs are values that are gone')]);
        const redated = sorted.replace(/(?<!mark-)\b20\d\d(?=-?\d\d)/, '1999');
        expect(redated).not.toBe(sorted);
        expect([format, await checkOf(redated)]).toEqual([format, expect.stringContaining('Nothing explains it')]);
      }
    });

    it('tell why it cannot be asked any more', async () => {
      const beyond = await otherwise('contact-rates?groupBy=campaign,day', () => ({ position: '9'.repeat(16) }));
      const { said, exits } = await check(beyond.note);
      expect(exits).toBe(1);
      expect(said).toMatch(/^UNANSWERED +There is no position 9{16} yet/m);
      expect((await check(await noteOf({ ...saidBy(rates().note), position: '' }))).said).toMatch(/^UNANSWERED +Nothing had been recorded yet/m);
      const unruly = await otherwise('limits?all=true', () => ({ chosen: { rules: 'fec-1907', donors: 'reference-1' } }));
      expect((await check(unruly.note)).said).toMatch(/^UNANSWERED +rules is the name of a rule set/m);
    });

    it('tell of a log that was changed', async () => {
      const { note, text } = rates();
      await trial.sql.query(`ALTER TABLE log.events DISABLE TRIGGER immutable; DELETE FROM log.events WHERE organization = '${OURS}' AND type = 'ContactAttempted'; ALTER TABLE log.events ENABLE TRIGGER immutable; TRUNCATE replay.tables`);
      const { said, exits } = await check(note, { answerText: text });
      expect(exits).toBe(1);
      expect(said).toContain('Nothing explains it');
    });
  });

  it('need a question that fits', async () => {
    const long = await request(key)('GET', `/reports/contact-rates?campaign=${'x'.repeat(4_000)}`);
    expect([long.status, ((await long.json()) as { code: string }).code]).toEqual([400, 'question-too-long']);
  });
});
