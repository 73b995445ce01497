import { openNote, parseVkey } from '@fieldledger/ledger';
import { LedgerTrial, originOf, OURS, THEIRS } from './ledger-trial.js';
import { SlowWitness } from './slow-witness.js';

describe('the witness of a ledger', () => {
  const trial = LedgerTrial.forSuite();

  it('is asked before anything is published, where one is required, and nothing is published without it', async () => {
    await trial.notary.stop();
    const witness = await SlowWitness.start(() => 0);
    trial.notary = trial.notarize({ witness: { url: witness.url, vkey: witness.vkey } });
    await trial.append(30);
    const note = await trial.checkpointed(OURS);
    expect(openNote(note, [parseVkey(witness.vkey)]).signedBy).toHaveLength(1);
    await trial.append(30);
    await trial.checkpointed(OURS);
    witness.refusal = 403;
    const before = await trial.ledger.checkpoint(OURS);
    await trial.append(30);
    await trial.until(async () => trial.notary.status().unsigned.get(OURS)?.includes('did not sign (403)') || undefined);
    expect(await trial.ledger.checkpoint(OURS)).toBe(before);
    witness.refusal = undefined;
    await trial.checkpointed(OURS);
    witness.stop();
    await trial.notary.stop();
    trial.notary = trial.notarize();
  });

  it('that says nothing is waited for once for all organizations, and no longer than until the notary is stopped', async () => {
    await trial.notary.stop();
    const witness = await SlowWitness.start(() => 60_000);
    const { url, vkey } = witness;
    await trial.append(30);
    trial.notary = trial.notarize({ witness: { url, vkey } });
    await trial.until(async () => [OURS, THEIRS].every((organization) => trial.notary.status().unsigned.get(organization)?.includes('does not answer within 5 seconds')) || undefined);
    expect(witness.shown).toHaveLength(1);
    await witness.isShown();
    const before = performance.now();
    await trial.notary.stop();
    expect(performance.now() - before).toBeLessThan(3_000);
    witness.stop();
    trial.notary = trial.notarize({ witness: { url, vkey } });
    await trial.until(async () => trial.notary.status().unsigned.get(OURS)?.includes('does not answer (ECONNREFUSED)') || undefined);
    await trial.notary.stop();
    trial.notary = trial.notarize();
    await trial.checkpointed(OURS);
  });

  it.each<[string, (witness: SlowWitness) => void, string]>([
    ['does not know the ledger', (witness) => (witness.refusal = 404), 'did not sign (404): it does not know this ledger'],
    ['does not trust its key', (witness) => (witness.refusal = 403), 'did not sign (403): it trusts no key that has signed this'],
    ['has signed another head of this size', (witness) => (witness.refusal = 409), 'did not sign (409): it has signed another head'],
    ['does not see that it follows', (witness) => (witness.refusal = 422), 'did not sign (422): this does not follow'],
    ['fails without a word', (witness) => (witness.refusal = 500), 'did not sign (500): it does not say why. Does whoever runs it'],
    ['is overloaded', (witness) => (witness.refusal = 429), 'did not sign (429): no'],
    ['signs under a name that is not its own', (witness) => (witness.signsAs = { ...witness.signsAs, name: 'another.example' }), 'is no signature of witness.example for this checkpoint: None of the keys'],
    ['signs with a key that is not its own', (witness) => (witness.signsAs = { ...witness.signsAs, id: Buffer.alloc(4, 7) }), 'is no signature of witness.example for this checkpoint: None of the keys'],
    ['signs for a moment that others cannot name', (witness) => (witness.moment = 2n ** 63n), 'is no signature of witness.example for this checkpoint: The signature of'],
    ['has followed a longer ledger than there is', (witness) => witness.followed.set(originOf(OURS), { size: 1_000_000, root: Buffer.alloc(32) }), 'has followed this ledger up to 1000000 events'],
  ])('that %s is told of, and nothing is published', async (_, lie, told) => {
    await trial.notary.stop();
    const witness = await SlowWitness.start(() => 0);
    lie(witness);
    trial.notary = trial.notarize({ witness: { url: witness.url, vkey: witness.vkey } });
    const before = await trial.ledger.checkpoint(OURS);
    await trial.append(30);
    await trial.until(async () => trial.notary.status().unsigned.get(OURS)?.includes(told) || undefined);
    expect(await trial.ledger.checkpoint(OURS)).toBe(before);
    witness.stop();
    await trial.notary.stop();
    trial.notary = trial.notarize();
    await trial.checkpointed(OURS);
  });
});
