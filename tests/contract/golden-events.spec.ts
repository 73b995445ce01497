import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ATTEMPT_EXAMPLES, attemptDecider, CODES_EXAMPLES, codesDecider, CONSENT_EXAMPLES, consentDecider, ROLLBACK_EXAMPLES, rollbackDecider } from '@fieldledger/contacts';
import { canonical, sha256 } from '@fieldledger/kernel';

const golden = join(import.meta.dirname, '..', 'golden', 'events');
const versions: Record<string, number> = { ...attemptDecider.versions, ...consentDecider.versions, ...codesDecider.versions, ...rollbackDecider.versions };
const examples = Object.values({ ...ATTEMPT_EXAMPLES, ...CONSENT_EXAMPLES, ...CODES_EXAMPLES, ...ROLLBACK_EXAMPLES });

/** A released event is written the same for ever: a sample that changes is a break of what auditors hold. GOLDEN=1 writes new ones. */
describe('the golden sample of each event version', () => {
  it.each(examples.map((example) => [`${example.type}.v${versions[example.type]}`, example] as const))('%s has the bytes and the hash it was released with', (name, { data }) => {
    const payload = canonical(data);
    const sample = `${JSON.stringify({ payload, payloadHash: sha256(payload) }, null, 2)}\n`;
    const file = join(golden, `${name}.json`);
    if (process.env.GOLDEN === '1' && !existsSync(file)) {
      mkdirSync(golden, { recursive: true });
      writeFileSync(file, sample);
    }
    expect(readFileSync(file, 'utf8')).toBe(sample);
  });
});
