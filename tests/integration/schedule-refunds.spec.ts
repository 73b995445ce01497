import { COMMITTEE, committeesCampaigns, id, PEOPLE, shown } from './committees-campaigns.js';

describe('what was paid back, on the schedules of a committee,', () => {
  const { ask, campaign, door, give } = committeesCampaigns();

  it('list as refunded what the bank had and was told of as returned, and not what never was deposited', async () => {
    const { app } = campaign();
    for (const name of ['back from the bank', 'never deposited']) {
      await give(app, name, 'zebulon', 300_00, '2026-08-10');
      await door().send(app, '/contributions/returns', { returnId: id(`return ${name}`), contributionId: id(name), returnedOn: '2026-08-12' });
    }
    await door().send(app, '/contributions/deposits', { depositId: id('late deposit'), contributionId: id('back from the bank'), batchId: 'b1', depositedOn: '2026-08-11' });
    expect(shown(await ask(app, 'schedule-a')).map(([part, , , cents]) => [part, cents])).toEqual([['receipt', 300_00]]);
    expect(shown(await ask(app, 'schedule-b-refunds')).map(([part, line, day, cents]) => [part, line, day, cents])).toEqual([['refund', 'SB20A', '2026-08-12', 300_00]]);
  });

  it('hold out what was paid back of a gift that does not stand, or of a refund, the same that the receipts hold out', async () => {
    const { app } = campaign();
    await give(app, 'told twice', 'zebulon', 300_00, '2026-08-10');
    await door().send(app, '/contributions/withdrawals', { withdrawalId: id('withdrawal'), contributionId: id('told twice'), reasonCode: 'duplicate' });
    const refund = { refundId: id('refund of told twice'), contributionId: id('told twice'), amountCents: 300_00, refundedOn: '2026-08-12' };
    expect(await door().ask(app, '/contributions/refunds', refund)).toMatchObject({ status: 409, body: { code: 'contribution-not-standing' } });
    await door().send(app, '/contributions/refunds', { ...refund, basis: 'reported' });
    await door().send(app, '/contributions/deposits', { depositId: id('deposit of nobody knows what'), contributionId: id('unheard of'), batchId: 'b1', depositedOn: '2026-08-11' });
    await door().send(app, '/contributions/refunds', { refundId: id('refund of unheard of'), contributionId: id('unheard of'), amountCents: 7_00, refundedOn: '2026-08-12' });
    // What somebody lists as a refund is no gift.
    await door().send(app, '/sightings', { contributionId: id('listed refund'), source: 'ledger', kind: 'refund', line: 'SB20A', committeeId: COMMITTEE, committeeKind: 'candidate', amountCents: 40_00, receivedOn: '2026-08-13', contributor: PEOPLE.ottilie });
    await door().send(app, '/contributions/refunds', { refundId: id('refund of a refund'), contributionId: id('listed refund'), amountCents: 50_00, refundedOn: '2026-08-14', basis: 'reported' });
    const { totals, heldOut, overdrawn } = await ask(app, 'schedule-b-refunds');
    expect(totals).toMatchObject({ totalRefundsCents: 40_00, heldOutRefundsCents: 357_00, heldOutRefunds: 3, overdrawnRefundsCents: 0 });
    expect(heldOut!.map(({ flags }) => flags).sort()).toEqual([['contribution-not-standing'], ['exceeds-remaining'], ['orphan-refund']]);
    expect(overdrawn).toEqual([]);
    expect((await ask(app, 'receipts', '')).totals).toMatchObject({ refundsCents: 40_00, heldOutRefundsCents: 357_00, overdrawnRefundsCents: 0 });
    // Also where the refund was before the period.
    expect((await ask(app, 'schedule-b-refunds', `committee=${COMMITTEE}&from=20260814&to=20260831`)).totals).toMatchObject({ totalRefundsCents: 0, heldOutRefundsCents: 50_00, overdrawnRefundsCents: 0 });
  });

  it('list what is paid back in a later period of a gift that is listed for whoever got a part of it before', async () => {
    const { app } = campaign();
    await give(app, 'hers', 'ottilie', 150_00, '2026-05-10');
    await give(app, 'his', 'zebulon', 150_00, '2026-06-01');
    await door().send(app, '/contributions/reattributions', { reattributionId: id('to her'), contributionId: id('his'), amountCents: 100_00, to: PEOPLE.ottilie, basis: 'signed', reattributedOn: '2026-06-02' });
    await door().send(app, '/contributions/refunds', { refundId: id('back to him'), contributionId: id('his'), amountCents: 20_00, refundedOn: '2026-08-05' });
    for (const from of ['2026-05-01', '2026-08-01']) {
      const { rows, totals } = await ask(app, 'schedule-b-refunds', `committee=${COMMITTEE}&from=${from}&to=2026-08-31`);
      expect(rows).toMatchObject([{ amountCents: 20_00, itemized: true, why: 'with-its-receipt' }]);
      expect(totals).toMatchObject({ itemizedRefundsCents: 20_00, unitemizedRefundsCents: 0 });
    }
  });

  it('list what was paid back as whoever’s part it was, each under their own name and in their own aggregate', async () => {
    const { app, treasurer } = campaign();
    const give900 = async (name: string) => give(app, name, 'zebulon', 900_00, '2026-08-01');
    const reattribute = (name: string, amountCents: number) =>
      door().send(app, '/contributions/reattributions', { reattributionId: id(`of ${name}`), contributionId: id(name), amountCents, to: PEOPLE.ottilie, basis: 'signed', reattributedOn: '2026-08-02' });
    const refund = (name: string, amountCents: number) => door().send(app, '/contributions/refunds', { refundId: id(`back ${name}`), contributionId: id(name), amountCents, refundedOn: '2026-08-05' });
    await give900('all hers');
    await reattribute('all hers', 900_00);
    await refund('all hers', 400_00);
    await give900('partly hers');
    await reattribute('partly hers', 300_00);
    await refund('partly hers', 700_00);
    await give(app, 'hers', 'ottilie', 10_00, '2026-08-20');
    const { rows, totals } = await ask(treasurer, 'schedule-b-refunds');
    const told = rows.map(({ contributionId, lastName, amountCents, aggregateCents }) => [contributionId === id('all hers') ? 'all' : 'part', lastName, amountCents, aggregateCents]);
    expect(told.sort()).toEqual([['all', 'Marchbanks', 400_00, expect.any(Number)], ['part', 'Marchbanks', 100_00, expect.any(Number)], ['part', 'Quillfeather', 600_00, 0]]);
    expect(new Set(rows.map(({ transactionId }) => transactionId)).size).toBe(3);
    expect(totals).toMatchObject({ totalRefundsCents: 1_100_00, rows: 3 });
    expect((await ask(app, 'schedule-a')).rows.at(-1)).toMatchObject({ amountCents: 10_00, aggregateCents: 900_00 + 300_00 - 400_00 - 100_00 + 10_00 });
    await door().send(app, '/contributions/bounces', { bounceId: id('bounce of hers'), contributionId: id('all hers'), bouncedOn: '2026-08-06' });
    expect((await ask(treasurer, 'schedule-a')).rows.filter(({ part }) => part === 'bounce')).toMatchObject([{ lastName: 'Marchbanks', amountCents: -500_00 }]);
  });

  it('list a refund as of the part that it names, and what is paid back besides as of what is left, in every report alike', async () => {
    const { app, treasurer } = campaign();
    await give(app, 'named', 'zebulon', 900_00, '2026-08-01', { electionCode: 'P2026' });
    await door().send(app, '/contributions/reattributions', { reattributionId: id('part'), contributionId: id('named'), amountCents: 300_00, to: PEOPLE.ottilie, basis: 'signed', reattributedOn: '2026-08-02' });
    const refund = (name: string, amountCents: number | undefined, refundedOn: string, more: object = {}) =>
      door().ask(app, '/contributions/refunds', { refundId: id(name), contributionId: id('named'), amountCents, refundedOn, ...more });
    const told = async () => {
      const [b, { rows: sums }, { rows: limits }] = [await ask(treasurer, 'schedule-b-refunds'), await ask(app, 'receipts', 'groupBy=donor'), await ask(app, 'limits', 'all=true')];
      const nameOf = new Map((await ask(treasurer, 'schedule-a')).rows.map(({ donor, lastName }) => [donor, lastName as string]));
      return {
        items: b.rows.map(({ day, lastName, amountCents }) => [day, lastName, amountCents]), refunds: Object.fromEntries(sums.map(({ donor, refundsCents }) => [nameOf.get(donor), refundsCents])),
        given: Object.fromEntries(limits.map(({ donor, givenCents }) => [nameOf.get(donor), givenCents])),
      };
    };
    expect(await refund('too much of it', 300_01, '2026-08-04', { fromReattributionId: id('part') })).toMatchObject({ status: 409, body: { code: 'refund-exceeds-original', remainingCents: 300_00 } });
    expect(await refund('of nothing', 1_00, '2026-08-04', { fromReattributionId: id('never') })).toMatchObject({ status: 404, body: { code: 'reattribution-missing' } });
    expect(await refund('hers', 200_00, '2026-08-04', { fromReattributionId: id('part') })).toMatchObject({ status: 201 });
    expect(await told()).toEqual({ items: [['2026-08-04', 'Marchbanks', 200_00]], refunds: { Quillfeather: 0, Marchbanks: 200_00 }, given: { Quillfeather: 600_00, Marchbanks: 100_00 } });
    await refund('the rest', undefined, '2026-08-05');
    expect(await told()).toEqual({
      items: [['2026-08-04', 'Marchbanks', 200_00], ['2026-08-05', 'Quillfeather', 600_00], ['2026-08-05', 'Marchbanks', 100_00]], refunds: { Quillfeather: 600_00, Marchbanks: 300_00 }, given: { Quillfeather: 0, Marchbanks: 0 },
    });
    // It took all, came back, and then what is named was paid back.
    await give(app, 'won', 'zebulon', 100_00, '2026-08-10', { electionCode: 'P2026' });
    await door().send(app, '/contributions/reattributions', { reattributionId: id('part of won'), contributionId: id('won'), amountCents: 40_00, to: PEOPLE.ottilie, basis: 'signed', reattributedOn: '2026-08-11' });
    await door().send(app, '/contributions/chargebacks', { chargebackId: id('charged'), contributionId: id('won'), amountCents: 100_00, chargedBackOn: '2026-08-12' });
    await door().send(app, '/contributions/dispute-closings', { closingId: id('closed'), disputeId: id('contest'), contributionId: id('won'), outcome: 'won', closedOn: '2026-08-13' });
    await door().send(app, '/contributions/refunds', { refundId: id('of won'), fromReattributionId: id('part of won'), contributionId: id('won'), refundedOn: '2026-08-14' });
    expect(await told()).toMatchObject({ refunds: { Quillfeather: 600_00, Marchbanks: 340_00 }, given: { Quillfeather: 60_00, Marchbanks: 0 } });
    expect((await told()).items.slice(3)).toEqual([['2026-08-12', 'Quillfeather', 60_00], ['2026-08-12', 'Marchbanks', 40_00], ['2026-08-13', 'Quillfeather', -60_00], ['2026-08-13', 'Marchbanks', -40_00], ['2026-08-14', 'Marchbanks', 40_00]]);
  });
});
