import { nameUuid, Rejection, type Meta, type Verdict } from '@fieldledger/kernel';
import type { Vault } from '@fieldledger/privacy';
import { MemoryEventLog, trialVault } from '@fieldledger/testing';
import { ContributionContexts } from './contribution-contexts.js';
import type { Contributor } from './contributor-commands.js';
import type { MakePledge } from './pledge-commands.js';
import { AskOfPledges, AskOfPledgesHandler } from './pledge-handlers.js';
import type { ChargeSeries, StartSeries } from './series-commands.js';
import { AskOfSeries, AskOfSeriesHandler } from './series-handlers.js';

const meta: Meta = { organization: nameUuid('series', 'ours'), actor: 'key-7', app: 'donation-page', correlationId: 'c', causationId: null, receivedAt: '2026-09-30T15:00:00.000Z', provenance: null };
const contributor: Contributor = { entityType: 'IND', reference: { system: 'actblue', scope: 'donor', id: '90210' }, lastName: 'Quillfeather', firstName: 'Isolde', zip: '43215' };
const begun: StartSeries = { seriesId: nameUuid('s'), committeeId: 'C00999999', contributor, amountCents: 25_00, frequency: 'monthly', startedOn: '2026-06-14' };
const promised: MakePledge = { pledgeId: nameUuid('p'), committeeId: 'C00999999', contributor, amountCents: 500_00, pledgedOn: '2026-08-10' };
const charge = (n: number): ChargeSeries => ({
  chargeId: nameUuid('charge', String(n)), seriesId: begun.seriesId, contributionId: nameUuid('gift', String(n)), amountCents: 25_00, sequence: n, chargedOn: `2026-0${n}-14`,
  provenance: { sourceSystem: 'actblue-csv', row: n },
});

describe('the doors of series and pledges', () => {
  let log: MemoryEventLog;
  let vault: Vault;
  beforeAll(async () => (vault = await trialVault()));
  beforeEach(() => (log = new MemoryEventLog()));

  const ofSeries = (...[what, items, atomic]: [AskOfSeries['what'], AskOfSeries['items'], boolean?]) =>
    new AskOfSeriesHandler(log, new ContributionContexts(log, vault)).execute(new AskOfSeries(what, items, meta, atomic ?? false));
  const ofPledges = (...[what, items, atomic]: [AskOfPledges['what'], AskOfPledges['items'], boolean?]) =>
    new AskOfPledgesHandler(log, new ContributionContexts(log, vault)).execute(new AskOfPledges(what, items, meta, atomic ?? false));
  const outcomes = (verdicts: readonly Verdict[]) => verdicts.map((it) => (it instanceof Rejection ? it.slug : it.again ? 'same' : 'accepted'));

  it('store no name, and only the organization can open it', async () => {
    await ofSeries('start', [begun]);
    await ofPledges('make', [promised]);
    const events = await log.read('', { limit: 10 });
    expect(JSON.stringify(events)).not.toMatch(/Quillfeather|Isolde|43215/i);
    const person = { lastName: 'Quillfeather', firstName: 'Isolde', zip: '43215' };
    expect(await vault.unseal(events)).toEqual([{ person }, { person }]);
    expect(events.map(({ stream, data }) => [stream, (data as { giver: object }).giver])).toEqual([
      [`series-${begun.seriesId}`, expect.objectContaining({ reference: contributor.reference })], [`pledge-${promised.pledgeId}`, expect.objectContaining({ reference: contributor.reference })],
    ]);
  });

  it('answer a repeat with the first receipt, and tell what another request under the same id says otherwise', async () => {
    expect(outcomes([...(await ofSeries('start', [begun])), ...(await ofSeries('start', [begun])), ...(await ofPledges('make', [promised])), ...(await ofPledges('make', [promised]))])).toEqual(['accepted', 'same', 'accepted', 'same']);
    expect(await ofSeries('start', [{ ...begun, amountCents: 30_00 }])).toMatchObject([{ slug: 'id-taken', details: { differs: ['amountCents'] } }]);
    expect(await ofPledges('make', [{ ...promised, contributor: { ...contributor, firstName: 'Tristan' } }])).toMatchObject([{ slug: 'id-taken', details: { differs: ['contributor'] } }]);
    await ofSeries('charge', [charge(7)]);
    expect(await ofSeries('charge', [{ ...charge(7), sequence: 9 }])).toMatchObject([{ slug: 'id-taken', details: { differs: ['sequence'] } }]);
  });

  it('hold to how a series began as a system told it first, also in a batch that is taken whole', async () => {
    const told = (change: object = {}): StartSeries => ({ ...begun, provenance: { sourceSystem: 'actblue-csv', row: 1 }, ...change });
    const [first] = await ofSeries('start', [told()]);
    const [other] = [told({ seriesId: nameUuid('other') })];
    for (const atomic of [true, false]) expect(outcomes(await ofSeries('start', [told({ amountCents: 30_00 }), other], atomic))).toEqual(['same', atomic ? 'accepted' : 'same']);
    expect(await ofSeries('start', [told({ page: 'another' })])).toEqual([{ ...first, again: true }]);
    expect(outcomes(await ofSeries('start', [told({ provenance: undefined, amountCents: 30_00 })]))).toEqual(['id-taken']);
  });

  it('take what a file tells in any order, with the row it stood in', async () => {
    expect(outcomes(await ofSeries('charge', [charge(7), charge(6), charge(7)]))).toEqual(['accepted', 'accepted', 'same']);
    expect(outcomes(await ofSeries('start', [begun]))).toEqual(['accepted']);
    expect(outcomes(await ofSeries('charge', [charge(8), charge(6)]))).toEqual(['accepted', 'same']);
    const history = await log.readStream(meta.organization, `series-${begun.seriesId}`);
    expect(history.map(({ type, provenance, data }) => [type, provenance?.row, (data as { committeeId: string | null }).committeeId])).toEqual([
      ['SeriesCharged', 7, null], ['SeriesCharged', 6, null], ['SeriesStarted', undefined, 'C00999999'], ['SeriesCharged', 8, 'C00999999'],
    ]);
  });

  it('store a batch that was asked for whole either whole or not at all', async () => {
    const change = { changeId: nameUuid('change'), seriesId: nameUuid('nobody told of this one'), amountCents: 1, changedOn: '2026-09-01' };
    await ofSeries('start', [begun]);
    expect(outcomes(await ofSeries('change', [{ ...change, changeId: nameUuid('good'), seriesId: begun.seriesId }, change], true))).toEqual(['batch-refused', 'series-missing']);
    expect(outcomes(await ofSeries('change', [{ ...change, changeId: nameUuid('good'), seriesId: begun.seriesId }, change]))).toEqual(['accepted', 'series-missing']);
    expect((await log.read('', { limit: 10 })).map(({ type }) => type)).toEqual(['SeriesStarted', 'SeriesChanged']);
  });

  it('refuse neither of two who cancel at once, and take no change after that', async () => {
    await ofSeries('start', [begun]);
    const end = (name: string) => ofSeries('cancel', [{ cancellationId: nameUuid(name), seriesId: begun.seriesId, cancelledOn: '2026-09-01', reasonCode: 'donor' }]);
    const both = await Promise.all([end('a'), end('b')]);
    expect(outcomes(both.flat())).toEqual(['accepted', 'accepted']);
    expect(outcomes(await ofSeries('change', [{ changeId: nameUuid('late'), seriesId: begun.seriesId, frequency: 'weekly', changedOn: '2026-09-02' }]))).toEqual(['series-cancelled']);
  });

  it('keep a pledge to its end: two gifts, and nothing left to give up', async () => {
    await ofPledges('make', [promised]);
    const gift = (n: number) => ({ fulfilmentId: nameUuid('f', String(n)), pledgeId: promised.pledgeId, contributionId: nameUuid('gift', String(n)), amountCents: 250_00, fulfilledOn: '2026-08-14' });
    expect(outcomes(await ofPledges('fulfil', [gift(1), gift(2), gift(1)]))).toEqual(['accepted', 'accepted', 'same']);
    expect(outcomes(await ofPledges('cancel', [{ cancellationId: nameUuid('c'), pledgeId: promised.pledgeId, cancelledOn: '2026-09-15', reasonCode: 'donor' }]))).toEqual(['pledge-fulfilled']);
  });
});
