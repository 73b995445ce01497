import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { canonical } from '@fieldledger/kernel';
import { SigningKey } from '@fieldledger/ledger';
import { RunningServer } from './running-server.js';

const CANVASS = ['import', '--format', 'canvass-csv', '--mapping', 'tests/fixtures/canvass/small-canvass.mapping.json', 'tests/fixtures/canvass/small-canvass.csv', '--outcomes'];

/** An auditor's way: a key, a bundle, and home. */
describe('a bundle that an auditor takes home', () => {
  const home = mkdtempSync(join(tmpdir(), 'fieldledger-auditor-'));
  const [bundle, later, kept, keyFile, early] = ['bundle', 'later', 'checkpoint', 'ledger.vkey', 'early.receipt'].map((name) => join(home, name)) as [string, string, string, string, string];
  let server: RunningServer;
  let auditor: Record<string, string>;

  beforeAll(async () => {
    server = await new RunningServer().start();
    await server.run(...CANVASS, join(home, 'outcomes.csv'));
    const { stdout } = await server.run('key', '--app', 'auditor', '--scope', 'audit');
    auditor = { FIELDLEDGER_KEY: /fl_[0-9a-f]{12}_[\w-]{43}/.exec(stdout)![0], FIELDLEDGER_URL: server.url };
    expect(await server.runWith(auditor, 'ledger-key', '--out', keyFile)).toMatchObject({ code: 0 });
  });

  afterAll(async () => {
    await server.remove();
    rmSync(home, { recursive: true, force: true });
  });

  /** The head of the ledger, once it is of so many events. */
  const checkpointOf = async (events: number) => {
    for (let tries = 0; ; tries++) {
      const text = await (await server.request('GET', '/ledger/checkpoint')).text();
      if (text.includes(`\n${events}\n`) || tries === 150) return text;
      await pause(100);
    }
  };
  const verify = (directory: string, ...more: string[]) => server.runWith({ FIELDLEDGER_DATA: join(home, 'nothing-here') }, 'verify', directory, '--key', keyFile, ...more);

  it('is whole, unchanged, and folds to its figures, without a server', async () => {
    expect(await server.runWith(auditor, 'export', '--out', bundle)).toMatchObject({ code: 0, stdout: expect.stringMatching(/^19 events are in/) });
    writeFileSync(kept, readFileSync(join(bundle, 'ledger', 'checkpoint')));
    const found = await verify(bundle, '--since', kept);
    expect(found).toMatchObject({ code: 0, stdout: expect.stringContaining('Nothing was changed: 19 events') });
    expect(found.stdout).toMatch(/tables of figures, \d+ rows: folding the events again gives the same/);
    expect(found.stdout).not.toMatch(/WRONG|folding them again/);
  });

  const receiptOf = async (file: string) => expect(await server.runWith(auditor, 'report', 'contact-rates', '--receipt', file)).toMatchObject({ code: 0 });
  const check = (file: string) => server.runWith(auditor, 'receipt', 'check', file, '--key', keyFile);

  it('still follows on what the auditor kept after a new key, more events and a restart', async () => {
    await receiptOf(early);
    expect((await server.run('ledger-key', '--rotate')).code).toBe(0);
    await server.stop();
    await server.start();
    auditor.FIELDLEDGER_URL = server.url;
    expect(await checkpointOf(20)).toContain('\n20\n');
    expect((await server.runWith(auditor, 'export', '--out', later)).code).toBe(0);
    const found = await verify(later, '--since', kept);
    expect(found).toMatchObject({ code: 0, stdout: expect.stringContaining('Nothing was changed: 20 events') });
    expect(found.stdout).toContain('1 changes of the key');
  });

  it('leads from the key that the auditor trusts to those that sign receipts since', async () => {
    const late = join(home, 'late.receipt');
    await receiptOf(late);
    expect(await check(early)).toMatchObject({ code: 0, stdout: expect.stringContaining(`signed       by ${readFileSync(keyFile, 'utf8').trim()}\n`) });
    expect(await check(late)).toMatchObject({ code: 0, stdout: expect.stringMatching(/^signed +by (\S+)\n[^]*\nequal /) });
    const key = SigningKey.fromSeed(Buffer.alloc(32, 3)).vkey(readFileSync(keyFile, 'utf8').split('+')[0]!);
    const strangers = join(home, 'strangers.vkey');
    writeFileSync(strangers, `${key}\n`);
    expect(await server.runWith(auditor, 'receipt', 'check', late, '--key', strangers)).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('No key that is trusted leads to the one that has signed this receipt.') });
    // The key that was replaced, once it leaks, signs no more answers: neither to whoever trusts it, nor to whoever asks the server for its keys.
    const retired = SigningKey.fromSeed(Buffer.from(readFileSync(join(server.dataDirectory, 'ledger.key'), 'utf8').split('\n')[1]!, 'base64'));
    const [origin, text] = [readFileSync(keyFile, 'utf8').split('+')[0]!, readFileSync(late, 'utf8').replace(/\n\n[^]*$/, '\n')];
    const leaked = join(home, 'leaked.receipt');
    writeFileSync(leaked, retired.sign(origin, text));
    expect(await check(leaked)).toMatchObject({ code: 1, stdout: '', stderr: expect.stringMatching(/This receipt is of position \d+, and is signed by a key that was replaced at position \d+/) });
    expect(await server.runWith(auditor, 'receipt', 'check', leaked)).toMatchObject({ code: 1, stderr: expect.stringContaining('was replaced at position') });
    // The new key signs before its event is recorded, too, and what is asked of the past.
    const past = join(home, 'past.receipt');
    const { position } = JSON.parse(readFileSync(early, 'utf8').split('\n')[1]!) as { position: string };
    expect((await server.runWith(auditor, 'report', 'contact-rates', '--at-position', position, '--receipt', past)).code).toBe(0);
    expect(await check(past)).toMatchObject({ code: 0 });
    // Whoever may not see the ledger is told how to come by the key.
    const { stdout } = await server.run('key', '--app', 'reader', '--scope', 'read');
    const reader = { ...auditor, FIELDLEDGER_KEY: /fl_[0-9a-f]{12}_[\w-]{43}/.exec(stdout)![0] };
    expect(await server.runWith(reader, 'receipt', 'check', late, '--key', keyFile)).toMatchObject({ code: 1, stderr: expect.stringMatching(/later key of the same ledger.*fieldledger ledger-key/) });
    expect(await server.runWith(reader, 'receipt', 'check', early, '--key', keyFile)).toMatchObject({ code: 0 });
  });

  it.each([
    ['a byte of a payload', 'events/000000000000.jsonl', 700],
    ['a byte of an envelope', 'ledger/tile/entries/000.p/20', 300],
    ['a byte of a tile', 'ledger/tile/0/000.p/20', 40],
    ['a byte of a figure', 'figures/contact_rates.jsonl', 100],
    ['a byte of the list', 'bundle.json', 50],
    ['a byte of a table', 'tables/finance-rules.json', 60],
    ['a digit of the checkpoint', 'ledger/checkpoint', 70],
  ])('is seen to be another when %s was changed', async (_, file, at) => {
    const changed = mkdtempSync(join(home, 'changed-'));
    cpSync(later, changed, { recursive: true });
    const bytes = readFileSync(join(changed, file));
    bytes[at]! ^= 1;
    writeFileSync(join(changed, file), bytes);
    const found = await verify(changed, '--since', kept);
    expect(found).toMatchObject({ code: 1, stdout: expect.stringMatching(/WRONG|is not what was recorded/) });
  });

  it('says which file was named wrongly, and accuses no bundle of it', async () => {
    const of = (name: string, content: string) => {
      writeFileSync(join(home, name), content);
      return join(home, name);
    };
    const [nothing, rubbish] = [of('nothing', ''), of('rubbish', 'rubbish\n')];
    const foreign = of('foreign', SigningKey.fromSeed(Buffer.alloc(32, 4)).sign('theirs.example/ledger', `theirs.example/ledger\n19\n${Buffer.alloc(32).toString('base64')}\n`));
    const checked = (words: string[]) => server.runWith(auditor, ...words);
    for (const [words, said] of [
      [['verify', later, '--key', join(home, 'nowhere')], `There is no file ${join(home, 'nowhere')}.`],
      [['verify', later, '--key', later], 'That is a folder. Name a file.'],
      [['verify', later, '--key', nothing], `There is no key in ${nothing}.`],
      [['verify', later, '--key', rubbish], `${rubbish} is not a file of vkeys`],
      [['verify', join(home, 'nowhere'), '--key', keyFile], `There is no folder ${join(home, 'nowhere')}.`],
      [['verify', keyFile, '--key', keyFile], `There is no folder ${keyFile}.`],
      [['verify', home, '--key', keyFile], `There is no bundle in ${home}.`],
      [['verify', join(later, 'ledger'), '--key', keyFile], `There is no bundle in ${join(later, 'ledger')}.`],
      [['verify', later, '--key', keyFile, '--since', rubbish], `${rubbish} is not a checkpoint`],
      [['verify', later, '--key', keyFile, '--since', kept, '--since', foreign], `${foreign} is a checkpoint of the ledger "theirs.example/ledger", and ${later} is a bundle of "${readFileSync(keyFile, 'utf8').split('+')[0]}".`],
      [['receipt', 'check', early, '--key', rubbish], `${rubbish} is not a file of vkeys`],
      [['receipt', 'check', early, '--key', keyFile, '--answer', rubbish], `${rubbish} is not JSON`],
      [['report', 'contact-bates'], 'There is no report "contact-bates".'],
    ] as const) expect([words, await checked([...words])]).toEqual([words, { code: 1, stdout: '', stderr: expect.stringContaining(said) }]);
  });

  interface List {
    readonly origin: string;
    readonly size: number;
    readonly files: Record<string, string>;
    readonly figures: readonly { projection: string; position: string; rows: number }[];
  }

  /** The bundle as whoever holds its key would have it: files changed, or taken away, and the list signed again. */
  function resigned(files: Readonly<Record<string, ((content: string) => string) | undefined>>, change: (list: List) => List = (list) => list): string {
    const lying = mkdtempSync(join(home, 'lying-'));
    cpSync(later, lying, { recursive: true });
    const list = join(lying, 'bundle.json');
    const hash = (file: string, form: 'hex' | 'base64') => createHash('sha256').update(readFileSync(file)).digest(form);
    const bundle = JSON.parse(readFileSync(list, 'utf8')) as List;
    for (const [name, changed] of Object.entries(files)) {
      const file = join(lying, name);
      if (changed) writeFileSync(file, changed(readFileSync(file, 'utf8')));
      else rmSync(file);
      if (changed) bundle.files[name] = hash(file, 'hex');
      else delete bundle.files[name];
    }
    writeFileSync(list, canonical(change(bundle)));
    const key = SigningKey.fromSeed(Buffer.from(readFileSync(join(server.dataDirectory, 'ledger.key'), 'utf8').split('\n')[0]!, 'base64'));
    writeFileSync(join(lying, 'bundle.note'), key.sign(bundle.origin, `${bundle.origin}/bundle/v1\n${hash(list, 'base64')}\n`));
    return lying;
  }
  const RATES = 'figures/contact_rates.jsonl';
  const rates = (change: object) => (list: List): List => ({ ...list, figures: list.figures.map((figure) => (figure.projection === 'contact_rates' ? { ...figure, ...change } : figure)) });
  const compared = (stdout: string) => /(\d+) tables of figures, (\d+) rows/.exec(stdout)!.slice(1).map(Number) as [number, number];

  it('is seen not to add up when a figure was exported that the events do not make, though all is signed', async () => {
    const lines = readFileSync(join(later, RATES), 'utf8').split('\n').filter(Boolean);
    const reached = lines.find((line) => line.includes('"reached":true'))!;
    const { attempt_id } = JSON.parse(reached) as { attempt_id: string };
    const stranger = reached.replace(attempt_id, attempt_id.replace(/^./, (digit) => (digit === '0' ? '1' : '0')));
    for (const [rows, said] of [
      [lines.with(lines.indexOf(reached), reached.replace('"reached":true', '"reached":false')), `of the row {"attempt_id":"${attempt_id}"} the figure has {"reached":false}, and folding gives {"reached":true}`],
      [lines.filter((line) => line !== reached), `folding gives a row that the figure lacks: ${reached.slice(0, 300)}`],
      [[...lines, stranger], `the figure has ${stranger.slice(0, 300)}, and folding gives no such row`],
      [[...lines, reached], `the figure has ${reached.slice(0, 300)} once more`],
      [[...lines, [...lines].sort().at(-1)!], `the figure has ${[...lines].sort().at(-1)!.slice(0, 300)} once more`],
    ] as const) {
      const lying = resigned({ [RATES]: () => [...rows].sort().map((line) => `${line}\n`).join('') }, rates({ rows: rows.length }));
      const { code, stdout } = await verify(lying, '--since', kept);
      expect([code, stdout]).toEqual([1, expect.stringContaining(`WRONG        figures, ${RATES}: The events do not make this table: ${said}.`)]);
    }
  });

  it('is said not to be compared where a figure ends before the events that it counts, or is not there, and is not counted then', async () => {
    const [tables, rows] = compared((await verify(later)).stdout);
    const rowsOf = (directory: string) => readFileSync(join(directory, RATES), 'utf8').split('\n').length - 1;
    for (const [lying, said] of [
      [resigned({ [RATES]: () => '' }, rates({ position: '0000000000000000', rows: 0 })), 'they end at position "0000000000000000", before 19 of the 19 events that they count'],
      [resigned({ [RATES]: undefined }, (list) => ({ ...list, figures: list.figures.filter(({ projection }) => projection !== 'contact_rates') })), 'the bundle does not have them'],
    ] as const) {
      const { code, stdout } = await verify(lying);
      expect([code, stdout]).toEqual([0, expect.stringContaining(`NOT CHECKED  the figures of contact_rates: ${said}`)]);
      expect(compared(stdout)).toEqual([tables - 1, rows - rowsOf(later)]);
    }
  });

  it('is said to have other codes and rules than this program, or none, though all is signed', async () => {
    const honest = (await verify(later)).stdout;
    expect(honest).toMatch(/checked +\d+ schemas, code tables and rules: they are those of this program/);
    expect(honest).not.toMatch(/NOT CHECKED +schemas/);
    const other = await verify(resigned({ 'tables/contact-codes.json': (text) => text.replace('"name":"', '"name":"Not '), 'tables/finance-rules.json': undefined }));
    expect(other).toMatchObject({ code: 0, stdout: expect.stringContaining('NOT CHECKED  schemas, code tables and rules of the bundle that are not those of this program: tables/contact-codes.json') });
    expect(other.stdout).toContain('NOT CHECKED  schemas, code tables and rules of this program that the bundle does not have: tables/finance-rules.json');
  });

  it('is refused when the whole history was signed anew by somebody else', async () => {
    const other = await new RunningServer().start();
    try {
      await other.run(...CANVASS, join(home, 'outcomes-2.csv'));
      const forged = join(home, 'forged');
      expect((await other.run('export', '--out', forged)).code).toBe(0);
      expect(await verify(forged, '--since', kept)).toMatchObject({ code: 1, stdout: expect.stringContaining('WRONG') });
      const theirs = join(home, 'theirs.receipt');
      expect((await other.run('report', 'contact-rates', '--receipt', theirs)).code).toBe(0);
      expect(await server.run('receipt', 'check', theirs)).toMatchObject({ code: 1, stdout: '', stderr: expect.stringMatching(/This receipt is of \S+; this server and key are of \S+\./) });
    } finally {
      await other.remove();
    }
  });

  it('still follows on what the auditor kept after a person was erased', async () => {
    const reference = { system: 'van', scope: 'OH.myvoters', id: '77' };
    const posted = async (path: string, body: object) => {
      const response = await server.request('POST', path, body);
      expect([path, response.status, await response.clone().text()]).toEqual([path, 201, expect.anything()]);
    };
    await posted('/contributions', {
      contributionId: crypto.randomUUID(), committeeId: 'C00999999', committeeKind: 'candidate', amountCents: 20_00, receivedOn: '2018-05-06',
      contributor: { entityType: 'IND', reference, lastName: 'Quillfeather', firstName: 'Ada', street1: '1 Main Street', zip: '43004' },
    });
    const before = await checkpointOf(21);
    expect(before).toContain('\n21\n');
    writeFileSync(join(home, 'before-erasure'), before);
    await posted('/erasures', { erasureId: crypto.randomUUID(), person: { references: [reference] }, ground: 'state-privacy-law', requestedAt: '2026-02-01T12:00:00Z' });
    const erased = join(home, 'erased');
    expect((await server.runWith(auditor, 'export', '--out', erased)).code).toBe(0);
    expect(await verify(erased, '--since', kept, '--since', join(home, 'before-erasure'))).toMatchObject({ code: 0, stdout: expect.stringContaining('Nothing was changed: 22 events') });
    for (const file of readdirSync(erased, { recursive: true, withFileTypes: true }).filter((each) => each.isFile())) {
      expect(readFileSync(join(file.parentPath, file.name)).includes('Quillfeather')).toBe(false);
    }
  });

  it.each([
    ['/ledger/tile/0/000.p/19', 'gzip', null, 'private, max-age=31536000, immutable'],
    ['/ledger/tile/entries/000.p/19', 'br, gzip;q=0.5', 'gzip', 'private, max-age=31536000, immutable'],
    ['/ledger/tile/entries/000.p/19', 'identity, gzip;q=0', null, 'private, max-age=31536000, immutable'],
    ['/ledger/tile/entries/000.p/255', 'gzip', null, 'no-store'],
    ['/ledger/checkpoint', 'gzip', null, 'no-store'],
  ])('is served as C2SP tlog-tiles asks: %s to whoever takes %s in %s, kept %s', async (path, accepted, encoding, kept) => {
    const response = await server.request('GET', path, undefined, { 'accept-encoding': accepted });
    expect([response.headers.get('content-encoding'), response.headers.get('cache-control')]).toEqual([encoding, kept]);
    // Whichever way they come, they are the entries of the bundle.
    if (path === '/ledger/tile/entries/000.p/19') {
      const served = Buffer.from(await response.arrayBuffer());
      expect(served.equals(Buffer.from(await (await server.request('GET', path, undefined, { 'accept-encoding': 'identity' })).arrayBuffer()))).toBe(true);
    }
  });

  it('is not for a key that may only read or send', async () => {
    const { stdout } = await server.run('key', '--app', 'dashboard', '--scope', 'read', '--scope', 'ingest');
    const key = /fl_[0-9a-f]{12}_[\w-]{43}/.exec(stdout)![0];
    for (const path of ['/ledger/checkpoint', '/ledger/tile/0/000.p/1', '/replays', '/exports/1']) {
      expect([path, (await server.request('GET', path, undefined, { authorization: `Bearer ${key}` })).status]).toEqual([path, 403]);
    }
    expect((await server.request('POST', '/contact-attempts', {}, { authorization: `Bearer ${auditor.FIELDLEDGER_KEY}` })).status).toBe(403);
  });

  it('leaves a record of who has looked at what, which its organization can read', async () => {
    const { readings } = (await (await server.request('GET', '/readings?limit=1000')).json()) as { readings: { app: string; what: string; path: string; times: number; amount: number }[] };
    const made = readings.filter(({ app, what, path }) => app === 'auditor' && what === 'export' && path === '/exports');
    expect(made.reduce((sum, { times }) => sum + times, 0)).toBeGreaterThanOrEqual(3);
    expect(readings.some(({ app, what, path, amount }) => app === 'auditor' && what === 'export' && path.startsWith('/exports/') && amount >= 19)).toBe(true);
    expect(readings.some(({ app, what, path }) => app === 'auditor' && what === 'ledger' && path === '/ledger')).toBe(true);
    expect(readings.filter(({ app, what }) => app === 'auditor' && what === 'export').length).toBeLessThan(30);
    await server.request('GET', '/reports/contact-rates?asOf=2099-01-01T00:00:00Z');
    await server.request('GET', '/reports/contact-rates', undefined, { authorization: `Bearer ${auditor.FIELDLEDGER_KEY}` });
    await server.request('GET', '/reports/contact-rates');
    const { stdout } = await server.run('readings', '--limit', '1000');
    expect(stdout).toMatch(/auditor .*report .*\/reports\/contact-rates/);
    expect(stdout).not.toMatch(/administrator .*report .*\/reports\/contact-rates/);
    const [, after] = /^These are 1 of the lines\. For those that follow: --after (.*)$/m.exec((await server.run('readings', '--limit', '1')).stdout)!;
    const following = await server.run('readings', '--limit', '999', '--after', JSON.parse(after!) as string);
    expect(following.stdout).toMatch(/auditor .*report .*\/reports\/contact-rates/);
    expect(following.stdout).not.toContain('These are');
  });

  it('holds nothing but what the format lists', () => {
    expect(readdirSync(later).sort()).toEqual(['README.md', 'bundle.json', 'bundle.note', 'checkpoints.jsonl', 'events', 'figures', 'keys', 'ledger', 'schemas', 'tables']);
  });
});
