import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KeptCheckpoints, parseCheckpoint } from '@fieldledger/ledger';
import { LedgerTrial, OURS, THEIRS } from './ledger-trial.js';

describe('the ledger of a database that was put back to an older state', () => {
  const trial = LedgerTrial.forSuite();
  const folder = mkdtempSync(join(tmpdir(), 'fieldledger-kept-'));
  const kept = new KeptCheckpoints(folder);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const begin = () => {
    trial.notary = trial.notarize({ kept });
  };
  const unsigned = (sentence: string) => trial.until(async () => (trial.notary.status().unsigned.get(OURS)?.includes(sentence) ? true : undefined));
  /** The ledger is gone; and the log too, where it is not an EventStoreDB's. */
  const putBack = async (tables: string) => {
    await trial.notary.stop();
    await trial.client.query(tables);
  };
  const NOTHING_SIGNED = "ALTER TABLE ledger.heads DISABLE TRIGGER ALL; TRUNCATE ledger.heads, ledger.trees, ledger.tiles, ledger.entries, ledger.keys; UPDATE ledger.progress SET position = ''; ALTER TABLE ledger.heads ENABLE TRIGGER ALL";
  const NOTHING_RECORDED = `${NOTHING_SIGNED}; ALTER TABLE log.events DISABLE TRIGGER ALL; DELETE FROM log.events WHERE organization = '${OURS}'; ALTER TABLE log.events ENABLE TRIGGER ALL`;

  beforeAll(async () => {
    await trial.notary.stop();
    begin();
    await trial.append(600);
  });

  it('is known by the last checkpoint, which is kept as it was signed', async () => {
    for (const organization of [OURS, THEIRS]) {
      const checkpoint = await trial.checkpointed(organization);
      expect(readFileSync(kept.pathOf(organization), 'utf8')).toBe(checkpoint);
    }
  });

  it('is kept also of an organization of which nothing more is recorded', async () => {
    const checkpoint = await trial.checkpointed(OURS);
    await trial.notary.stop();
    rmSync(kept.pathOf(OURS));
    begin();
    expect(await trial.until(async () => (existsSync(kept.pathOf(OURS)) ? readFileSync(kept.pathOf(OURS), 'utf8') : undefined))).toBe(checkpoint);
  });

  it('goes on with the same history where the log has all of it, and signs no smaller head again', async () => {
    const before = await trial.checkpointed(OURS);
    await putBack(NOTHING_SIGNED);
    begin();
    await trial.append(200);
    const after = await trial.checkpointed(OURS);
    const [first] = await trial.ledger.checkpoints(OURS, 0, Number.MAX_SAFE_INTEGER, 1);
    expect(first!.size).toBeGreaterThanOrEqual(parseCheckpoint(before).size);
    expect(readFileSync(kept.pathOf(OURS), 'utf8')).toBe(after);
  });

  it('is not signed where events are lost, neither before it has as many again nor after, until somebody who knows takes the checkpoint away; others are', async () => {
    const lost = await trial.checkpointed(OURS);
    await putBack(NOTHING_RECORDED);
    begin();
    await trial.append(100);
    await unsigned(`is a checkpoint of ${parseCheckpoint(lost).size} that was signed: the database was put back to an older state.`);
    await trial.checkpointed(THEIRS);
    await trial.append(1_200);
    await trial.checkpointed(THEIRS);
    await unsigned(`another root at ${parseCheckpoint(lost).size} leaves than the checkpoint that was signed`);
    expect([await trial.ledger.checkpoint(OURS), readFileSync(kept.pathOf(OURS), 'utf8')]).toEqual([undefined, lost]);
    rmSync(kept.pathOf(OURS));
    const other = await trial.checkpointed(OURS);
    expect(readFileSync(kept.pathOf(OURS), 'utf8')).toBe(other);
    await trial.until(async () => !trial.notary.status().unsigned.has(OURS) || undefined);
  });
});
