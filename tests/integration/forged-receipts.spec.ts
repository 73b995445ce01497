import { randomFrom, SEED, trialNote, trialProof } from '@fieldledger/testing';
import { verifyProof } from '@fieldledger/verifier';
import { leaves, ledger, SIZE, stranger } from './bundle-alterations.js';

const FORGERIES = Number(process.env['FORGERIES'] ?? 1_000);

it(`Each of ${FORGERIES} forged receipts is refused`, () => {
  console.log(`SEED=${SEED}`);
  const all = ledger.events.map((_, n) => n);
  const proofs = Array.from({ length: 20 }, (_, n) => trialProof(ledger, all[(n * 97) % SIZE]!, SIZE));
  const trusted = ledger.keys.map(({ key }) => key.vkey);
  for (const proof of proofs) expect(verifyProof(proof, { keys: trusted }).ok).toBe(true);
  for (let n = 0; n < FORGERIES; n++) {
    const random = randomFrom(SEED * 1_000_003 - n);
    const proof = proofs[random(proofs.length)]!;
    const [, extra, index, path, note] = /^c2sp.*\nextra (.*)\nindex (\d+)\n([^]*?)\n\n([^]*)$/.exec(proof)! as unknown as [string, string, string, string, string];
    const hashes = path.split('\n');
    const noise = () => Buffer.from(Array.from({ length: 32 }, () => random(256))).toString('base64');
    const put = (of: { extra?: string; index?: number | string; hashes?: string[]; note?: string }) =>
      `c2sp.org/tlog-proof@v1\nextra ${of.extra ?? extra}\nindex ${of.index ?? index}\n${(of.hashes ?? hashes).map((hash) => `${hash}\n`).join('')}\n${of.note ?? note}`;
    const i = random(hashes.length);
    const k = (i + 1 + random(hashes.length - 1)) % hashes.length;
    const other = random(SIZE);
    const [origin, , root] = note.split('\n');
    const text = [
      () => put({ hashes: Array.from({ length: random(70) }, noise) }),
      () => put({ hashes: hashes.slice(0, i) }),
      () => put({ hashes: [...hashes, ...Array.from({ length: 1 + random(60) }, noise)] }),
      () => put({ hashes: hashes.toSpliced(i, 0, noise()) }),
      () => put({ hashes: hashes.with(i, hashes[k]!).with(k, hashes[i]!) }),
      () => put({ hashes: hashes.with(i, noise()) }),
      () => put({ index: other === Number(index) ? SIZE : other }),
      () => put({ index: [`0${index}`, '-1', '1e300', '9007199254740993', '', ' 1', String(2 ** 32 + Number(index))][random(7)]! }),
      () => put({ extra: leaves[other === Number(index) ? (other + 1) % SIZE : other]!.toString('base64') }),
      () => put({ note: note.replace(`\n${SIZE}\n`, `\n${SIZE + 1 + random(1e6)}\n`) }),
      () => put({ note: trialNote(`${origin}\n${SIZE}\n${noise()}\n`, stranger) }),
      () => put({ note: trialNote(`${origin}\n${SIZE}\n${root}\n`, stranger) }),
      () => { const place = random(proof.length); return proof.slice(0, place) + String.fromCharCode(33 + ((proof.charCodeAt(place) - 33 + 1 + random(90)) % 94 + 94) % 94) + proof.slice(place + 1); },
      () => proof.slice(0, random(proof.length - 1)),
    ][random(14)]!();
    let taken = true;
    try {
      verifyProof(text, { keys: trusted });
    } catch {
      taken = text === proof;
    }
    if (taken) throw new Error(`SEED=${SEED}, forgery ${n} was taken:\n${text}`);
  }
}, 60_000 + FORGERIES * 20);
