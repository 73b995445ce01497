import type { ContributionEvent } from '@fieldledger/donations';
import { nameUuid, sha256, type AppendRequest } from '@fieldledger/kernel';
import type { ReportsDoor } from './reports-door.js';

/** Tells an organization these facts, as they are and in this order, whatever the rules would say; gives a way to ask it for reports that reflect them. */
export async function toldFacts(door: ReportsDoor, organization: string, facts: readonly ContributionEvent[]): Promise<<T>(report: string, query?: string) => Promise<T>> {
  const meta = { organization, actor: 'key', app: 'test', correlationId: 'test', causationId: null, receivedAt: '2026-10-22T00:00:00Z', provenance: null };
  const requests = facts.map(({ type, data }, n): AppendRequest => ({
    stream: `contribution-${nameUuid(organization, String(n))}`, expected: 'none', meta, digest: sha256(`${organization} ${n}`),
    events: [{ id: nameUuid(organization, 'event', String(n)), type, schemaVersion: 1, occurredAt: '2026-10-21T00:00:00Z', data: JSON.parse(JSON.stringify(data)) as object }],
  }));
  for (let at = 0; at < requests.length; at += 500) for (const { outcome } of await door.log.append(requests.slice(at, at + 500))) expect(outcome).toBe('appended');
  const key = door.keyOf(organization, ['read']);
  const { position } = await door.log.horizon();
  return (report, query = '') => door.send(key, `/reports/${report}?minPosition=${position}${query && `&${query}`}`);
}
