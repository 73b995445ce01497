import { COMMITTEE, committeesCampaigns, id, PEOPLE, shown } from './committees-campaigns.js';

describe('what came through a conduit, on the schedules of a committee,', () => {
  const { ask, campaign, door, give } = committeesCampaigns();

  it('count what came through a conduit in the conduit’s own aggregate', async () => {
    const { app } = campaign();
    const earmark = { earmark: { conduitCommitteeId: 'C00401224', conduitReceivedOn: '2026-08-01' } };
    await give(app, 'july', 'ottilie', 40_00, '2026-07-20', { earmark: { conduitCommitteeId: 'C00401224' } });
    await give(app, 'august', 'zebulon', 300_00, '2026-08-05', earmark);
    // One that was sent back undeposited never came.
    await give(app, 'sent back', 'ottilie', 70_00, '2026-07-21', { earmark: { conduitCommitteeId: 'C00401224' } });
    await door().send(app, '/contributions/returns', { returnId: id('return of what was sent back'), contributionId: id('sent back'), returnedOn: '2026-07-25' });
    expect(shown(await ask(app, 'schedule-a'))).toEqual([['receipt', 'SA11AI', '2026-08-01', 300_00, 300_00, true, false], ['earmark-memo', 'SA11AI', '2026-08-05', 300_00, 340_00, true, true]]);
  });

  it('have one aggregate whatever the period, also where a conduit had a gift over the end of the one before, or what became of it is dated before it', async () => {
    const { app } = campaign();
    await give(app, 'over the end', 'zebulon', 1_312_28, '2026-08-03', { earmark: { conduitCommitteeId: 'C00401224', conduitReceivedOn: '2026-07-27' } });
    await give(app, 'meanwhile', 'zebulon', 11_21, '2026-07-30');
    await give(app, 'dated after its refund', 'ottilie', 400_00, '2026-08-20');
    await door().send(app, '/contributions/refunds', { refundId: id('early refund'), contributionId: id('dated after its refund'), amountCents: 10_00, refundedOn: '2026-08-02', basis: 'reported' });
    await give(app, 'before it', 'ottilie', 300_00, '2026-08-10');
    const of = async (which: string, from: string) => shown(await ask(app, which, `committee=${COMMITTEE}&from=${from}&to=2026-08-31`)).filter(([part]) => part === 'receipt' || part === 'refund');
    for (const which of ['schedule-a', 'schedule-b-refunds']) {
      const [whole, august] = [await of(which, '2026-01-01'), await of(which, '2026-08-01')];
      expect(august.length).toBeGreaterThan(0);
      expect(whole).toEqual(expect.arrayContaining(august));
    }
    expect(await of('schedule-a', '2026-08-01')).toContainEqual(['receipt', 'SA11AI', '2026-07-27', 1_312_28, 1_312_28, true, false]);
  });

  it('count what a conduit gave itself in its aggregate as well, also what it gave before the period', async () => {
    const { app } = campaign();
    await give(app, 'of last cycle', 'pac', 900_00, '2024-11-05');
    await give(app, 'of its own', 'pac', 1_000_00, '2026-06-20');
    await give(app, 'of its own, refunded', 'pac', 500_00, '2026-06-21');
    await door().send(app, '/contributions/refunds', { refundId: id('refund to the conduit'), contributionId: id('of its own, refunded'), amountCents: 100_00, refundedOn: '2026-07-01' });
    const through = { contributor: { entityType: 'PAC', committeeId: 'C00777777', organizationName: 'Friends of Vellum' }, earmark: { conduitCommitteeId: PEOPLE.pac.committeeId } };
    await give(app, 'through it', 'pac', 250_00, '2026-07-10', through);
    await give(app, 'through it in august', 'pac', 300_00, '2026-08-05', through);
    const rows = shown(await ask(app, 'schedule-a'));
    expect(rows).toEqual([['receipt', 'SA11C', '2026-08-05', 300_00, 550_00, true, false], ['earmark-memo', 'SA11C', '2026-08-05', 300_00, 1_950_00, true, true]]);
    // The same as where the period has all of it.
    const { rows: whole } = await ask(app, 'schedule-a', `committee=${COMMITTEE}&from=20260601&to=20260831`);
    expect(whole.filter(({ part }) => part === 'earmark-memo').at(-1)).toMatchObject({ day: '2026-08-05', aggregateCents: 1_950_00 });
  });

  /** Row A 7 of the hostile inputs: eleven gifts are 200 dollars, which is not over 200; the twelfth is a cent. */
});
