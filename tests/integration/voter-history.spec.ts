import { nameUuid } from '@fieldledger/kernel';
import { ReportsDoor } from './reports-door.js';

const id = (name: string) => nameUuid('voter-history', name);
const voterOf = (name: string) => ({ system: 'van', scope: 'OH.myvoters', id: name });

describe('the history of a voter', () => {
  let door: ReportsDoor;
  beforeAll(async () => void (door = await ReportsDoor.open()));
  afterAll(async () => door?.close());

  it('has what the carrier said of a text only where the attempt is theirs, as it was told last', async () => {
    const key = door.keyOf(id('us'), ['ingest', 'read']);
    const attempt = (voter: string) => ({ attemptId: id('text'), voter: voterOf(voter), contactTypeId: 37, inputTypeId: 14, resultCodeId: 14, campaignId: 'c', attemptedAt: '2026-10-03T18:00:00Z' });
    const types = async (voter: string) =>
      (await door.send<{ rows: { type: string }[] }>(key, `/reports/voter-history?voter=van/OH.myvoters/${voter}&minPosition=latest`)).rows.map(({ type }) => type.replace('Contact', ''));
    await door.send(key, '/contact-attempts', attempt('1'));
    await door.send(key, '/contact-attempts/deliveries', { deliveryId: id('delivery'), attemptId: id('text'), status: 'delivered', reportedAt: '2026-10-03T18:01:00Z' });
    expect([await types('1'), await types('2')]).toEqual([['Attempted', 'DeliveryReported'], []]);
    await door.send(key, '/contact-attempts/amendments', { correctionId: id('correction'), reasonCode: 'wrong-voter', attempt: attempt('2') });
    expect([await types('1'), await types('2')]).toEqual([['Attempted', 'AttemptVoided'], ['DeliveryReported', 'Attempted']]);
  });
});
