import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync, renameSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sealTrial, sha256, trialBundle, trialJson, trialLedger, trialNote, writeTrial } from '@fieldledger/testing';
import { isExpected, tilePath } from './bundle-files.js';
import { verifyBundle } from './verify-bundle.js';

const ledger = trialLedger({ seed: 3, events: 300, checkpoints: [100] });
const { key } = ledger.keys[0]!;
let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'hostile-'));
  writeTrial(directory, trialBundle(ledger));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const at = (name: string) => join(directory, name);
async function found(where = directory): Promise<string[]> {
  // Of the processor: by the clock it depends on what else the machine does.
  const before = process.cpuUsage();
  const { findings } = await verifyBundle(where, { keys: [key.vkey] });
  const { user, system } = process.cpuUsage(before);
  expect((user + system) / 1_000).toBeLessThan(20_000);
  expect(findings.length).toBeLessThanOrEqual(100);
  return findings.map(({ check, where: place, problem }) => `${check} ${place}: ${problem}`);
}
/** Puts another `bundle.json` in place, signed by the ledger's own key. */
function manifest(change: (members: Record<string, unknown>) => Record<string, unknown>, spelled = trialJson): void {
  const files = trialBundle(ledger);
  const text = spelled(change(JSON.parse(files.get('bundle.json')!.toString()) as Record<string, unknown>));
  writeFileSync(at('bundle.json'), text);
  writeFileSync(at('bundle.note'), trialNote(`${ledger.origin}/bundle/v1\n${sha256(text).toString('base64')}\n`, key));
}

describe('A hostile bundle is refused precisely', () => {
  it('when it is no directory, or an empty one', async () => {
    expect(await found(at('bundle.json'))).toEqual([expect.stringContaining('This is not a directory')]);
    expect(await found(at('nowhere'))).toEqual([expect.stringContaining('This is not a directory')]);
    rmSync(directory, { recursive: true });
    mkdirSync(directory);
    expect(await found()).toEqual(['bundle bundle.json: It is missing.']);
  });

  it('when a file is missing', async () => {
    for (const name of trialBundle(ledger).keys()) {
      const aside = `${directory}-aside`;
      renameSync(at(name), aside);
      expect([name, (await found()).some((line) => line.includes(`${name}: It is missing.`))]).toEqual([name, true]);
      renameSync(aside, at(name));
    }
    expect(await found()).toEqual([]);
  });

  it('when there is anything more in it', async () => {
    for (const name of ['x', '.hidden', 'events/000000065536.jsonl', 'events/0.jsonl', 'events/000000000001.jsonl', 'ledger/tile/0/001', 'ledger/tile/0/000.p/255', 'ledger/tile/0/x000/000', 'ledger/tile/2/000.p/1', 'ledger/tile/entries/002', 'tables/more.json', 'ledger/checkpoint.bak', 'schemas/.json', 'new\nline\u001b[2J', 'x/y/z']) {
      writeTrial(directory, new Map([[name, Buffer.from('x')]]));
      const shown = JSON.stringify(name.split('/x')[0]!.split('/y')[0]).slice(1, -1).split('\\')[0]!;
      expect([name, await found()]).toEqual([name, [expect.stringMatching(new RegExp(`^files "${shown.replace(/[.]/g, '\\.')}[^\n\u001b]*": This does not belong in the bundle\\.$`))]]);
      rmSync(directory, { recursive: true });
      writeTrial(directory, trialBundle(ledger));
    }
    for (let n = 0; n < 300; n++) writeFileSync(at(`more-${n}`), '');
    expect((await found()).length).toBe(100);
  });

  it('when there is a directory in it that holds nothing of the bundle', async () => {
    for (const name of ['ledger/tile/7', 'ledger/tile/0/x001', 'ledger/tile/0/x001/x002', 'ledger/tile/entries/000.p', 'ledger/tile/0/002.p']) {
      mkdirSync(at(name), { recursive: true });
      expect([name, await found()]).toEqual([name, [`files "${name}": This does not belong in the bundle.`]]);
      rmSync(directory, { recursive: true });
      writeTrial(directory, trialBundle(ledger));
    }
  });

  it('when there is a link, a pipe or a device in it', async () => {
    for (const [name, make] of [
      ['README.md', () => symlinkSync('/etc/hostname', at('README.md'))],
      ['bundle.json', () => symlinkSync('/etc/hostname', at('bundle.json'))],
      ['bundle.json', () => symlinkSync('/dev/zero', at('bundle.json'))],
      ['bundle.json', () => execFileSync('mkfifo', [at('bundle.json')])],
      ['events/000000000000.jsonl', () => execFileSync('mkfifo', [at('events/000000000000.jsonl')])],
      ['ledger/tile', () => symlinkSync('/tmp', at('ledger/tile'))],
      ['ledger', () => symlinkSync('..', at('ledger'))],
      ['bundle.note', () => mkdirSync(at('bundle.note'))],
    ] as const) {
      rmSync(at(name), { recursive: true });
      make();
      expect([name, await found()]).toEqual([name, [expect.stringMatching(/link|regular file|does not belong/), ...(name === 'bundle.note' ? [expect.anything()] : [])]]);
      rmSync(directory, { recursive: true });
      writeTrial(directory, trialBundle(ledger));
    }
  });

  it('when bundle.json names what is not below it, or lists what it must not', async () => {
    for (const name of ['../x', '/etc/passwd', 'tables/../../x.json', 'tables\\x.json', 'tables/x\u0000.json', 'tables/./x.json', 'tables//x.json', 'ledger/checkpoint', 'events/000000000000.jsonl', 'bundle.json', 'tables/', 'figures/x.json', 'schemas/a/b.json', `tables/${'x'.repeat(300)}.json`, 'README.md ', 'C:tables']) {
      manifest((members) => ({ ...members, files: { ...(members['files'] as object), [name]: '0'.repeat(64) } }));
      expect([name, await found()]).toEqual([name, [expect.stringContaining('bundle bundle.json: It lists "')]]);
    }
    manifest((members) => ({ ...members, files: { ...(members['files'] as object), 'tables/more.json': '0'.repeat(64) } }));
    expect(await found()).toEqual(['files tables/more.json: It is missing.']);
  });

  it('when bundle.json is not what it must be', async () => {
    for (const [change, why] of [
      [{ size: -1 }, 'size'], [{ size: 1e300 }, 'size'], [{ size: 2 ** 53 }, 'size'], [{ size: 0.5 }, 'size'], [{ size: '300' }, 'size'], [{ size: null }, 'size'], [{ format: 'x' }, 'format'],
      [{ organization: 'x' }, 'organization'], [{ origin: 'x' }, 'origin'], [{ origin: `a b/${ledger.organization}` }, 'origin'], [{ exportedAt: 'now' }, 'exportedAt'], [{ exportedAt: 5 }, 'exportedAt'], [{ more: 1 }, 'other members'],
      [{ figures: {} }, 'figures'], [{ figures: [] }, 'figures'], [{ figures: [1] }, 'not an object'], [{ files: [] }, 'files'], [{ files: { 'README.md': '0'.repeat(64) } }, 'does not list'], [{ files: { 'README.md': 'x' } }, 'no hash'],
      [{ figures: [{ position: '1', projection: '../x', rows: 5, version: 1 }] }, 'figures'], [{ figures: [{ position: '1', projection: 'contact_rates', rows: -5, version: 1 }] }, 'figures'],
    ] as const) {
      manifest((members) => ({ ...members, ...change }));
      expect([change, await found()]).toEqual([change, [expect.stringContaining(why)]]);
    }
    manifest(({ size: _, ...rest }) => rest);
    expect(await found()).toEqual([expect.stringContaining('no member size')]);
    for (const spelled of [(value: unknown) => `${trialJson(value)}\n`, (value: unknown) => JSON.stringify(value, null, 1).replaceAll('\n', '\r\n'), (value: unknown) => trialJson(value).replace('"size":300', '"size":299,"size":300'), (value: unknown) => trialJson(value).replace('"size":300', '"size":3e2')]) {
      manifest((members) => members, spelled);
      expect(await found()).toEqual([expect.stringContaining('canonical')]);
    }
    for (const text of ['', '[', '[]', 'null', '['.repeat(100_000), '\ufeff{}', '{"a":'.repeat(100_000)]) {
      writeFileSync(at('bundle.json'), text);
      expect(await found()).toEqual([expect.stringContaining('bundle bundle.json: It ')]);
    }
    for (const [open, close] of [['[', ']'], ['{"a":', '}']] as const) {
      writeFileSync(at('bundle.json'), `${open.repeat(50_000)}1${close.repeat(50_000)}`);
      expect(await found()).toEqual(['bundle bundle.json: It is nested too deeply.']);
    }
  });

  it('when it claims to be larger than anything', async () => {
    for (const size of [301, 70_000, 2 ** 32, Number.MAX_SAFE_INTEGER]) {
      manifest((members) => ({ ...members, size }));
      const lines = await found();
      expect(lines.join('\n')).toContain('is not the');
      expect(lines.length).toBeGreaterThan(3);
    }
    manifest((members) => ({ ...members, size: 0 }));
    expect((await found()).join('\n')).toContain('does not belong');
  });

  it('when a file is larger than any that is read', async () => {
    for (const name of ['bundle.json', 'bundle.note', 'ledger/checkpoint', 'keys/ledger.vkey', 'ledger/tile/0/000', 'ledger/tile/entries/000', 'ledger/tile/1/000.p/1']) {
      truncateSync(at(name), 2 ** 30);
      const before = process.memoryUsage().rss;
      expect([name, (await found()).some((line) => line.includes(`${name}: It has 1073741824 bytes`))]).toEqual([name, true]);
      expect(process.memoryUsage().rss - before).toBeLessThan(200 * 2 ** 20);
      rmSync(directory, { recursive: true });
      writeTrial(directory, trialBundle(ledger));
    }
    for (const name of ['events/000000000000.jsonl', 'checkpoints.jsonl', 'figures/contact_rates.jsonl']) {
      truncateSync(at(name), 2 ** 28);
      expect([name, (await found()).some((line) => line.includes('is longer than'))]).toEqual([name, true]);
      rmSync(directory, { recursive: true });
      writeTrial(directory, trialBundle(ledger));
    }
  });

  it('when a checkpoint has a million lines, or there are a million of them', async () => {
    const checkpoint = trialBundle(ledger).get('ledger/checkpoint')!.toString();
    for (const text of [checkpoint + checkpoint.split('\n').at(-2)!.concat('\n').repeat(100), `${'x\n'.repeat(1_000_000)}${checkpoint}`, '', '\n', checkpoint.replaceAll('\n', '\r\n')]) {
      writeFileSync(at('ledger/checkpoint'), text);
      expect((await found()).some((line) => line.startsWith('checkpoint ledger/checkpoint: '))).toBe(true);
    }
    writeFileSync(at('ledger/checkpoint'), checkpoint);
    const files = trialBundle(ledger);
    files.set('checkpoints.jsonl', Buffer.from(files.get('checkpoints.jsonl')!.toString() + `${JSON.stringify(checkpoint)}\n`.repeat(100_000)));
    sealTrial(files, ledger);
    writeTrial(directory, files);
    expect(await found()).toEqual(['checkpoints checkpoints.jsonl, line 3: Its size, 300, does not come after 300. So it is with every line up to 100002.']);
    for (const [line, why] of [['1', 'not a JSON string'], ['"\\ud800"', ''], ['{', 'not a JSON string'], ['""', 'not a note'], ['', 'not a JSON string']] as const) {
      const all = trialBundle(ledger);
      all.set('checkpoints.jsonl', Buffer.from(`${line}\n${all.get('checkpoints.jsonl')!.toString()}`));
      sealTrial(all, ledger);
      writeTrial(directory, all);
      expect(await found()).toEqual([expect.stringContaining(why)]);
    }
  });

  it('when published checkpoints are left out, or the figures are not rows in order', async () => {
    for (const [name, content, why] of [
      ['checkpoints.jsonl', '', 'last checkpoint'], ['figures/contact_rates.jsonl', '{}\n', 'It has 1 rows'], ['figures/contact_rates.jsonl', '{"a":2}\n{"a":1}\n{}\n{}\n{}\n', 'sorts before'],
      ['figures/contact_rates.jsonl', '{"a":1,"a":2}\n', 'canonical'], ['figures/contact_rates.jsonl', '1\n', 'not an object'], ['figures/contact_rates.jsonl', '{}', 'LF'], ['keys/ledger.vkey', '', 'LF'],
    ] as const) {
      const files = trialBundle(ledger).set(name, Buffer.from(content));
      sealTrial(files, ledger);
      writeTrial(directory, files);
      expect([why, (await found()).some((line) => line.includes(why))]).toEqual([why, true]);
    }
  });
});

it('Tiles have the paths of C2SP tlog-tiles, and only those of the size belong', () => {
  expect(tilePath(0, 1_234_067)).toBe('ledger/tile/0/x001/x234/067');
  expect(tilePath('entries', 0, 12)).toBe('ledger/tile/entries/000.p/12');
  // The example of the specification.
  const of70000 = ['0/000', '0/272', '0/273.p/112', '1/000', '1/001.p/17', '2/000.p/1', 'entries/272', 'entries/273.p/112'];
  for (const name of of70000) expect([name, isExpected(`ledger/tile/${name}`, 70_000, new Set())]).toEqual([name, true]);
  for (const name of ['0/273', '0/273.p/111', '0/274', '1/001', '1/002', '2/000', '3/000', '3/000.p/0', '0/000.p/256', '0/0', '00/000', '0/x000/000', 'entries/273', '-1/000']) {
    expect([name, isExpected(`ledger/tile/${name}`, 70_000, new Set())]).toEqual([name, false]);
  }
  expect(['events/000000000000.jsonl', 'events/000000065536.jsonl', 'events/000000131072.jsonl', 'events/65536.jsonl'].map((name) => isExpected(name, 70_000, new Set()))).toEqual([true, true, false, false]);
});
