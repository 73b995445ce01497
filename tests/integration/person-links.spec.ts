import { nameUuid } from '@fieldledger/kernel';
import { ReportsDoor } from './reports-door.js';

interface Answer {
  readonly references: string[];
  readonly linked: string[];
  readonly rows: Record<string, unknown>[];
  readonly totals: Record<string, unknown>;
}

const id = (...names: string[]) => nameUuid('person-links', ...names);
const voter = { system: 'van', scope: 'OH.myvoters', id: '1044321' };
const volunteer = { system: 'mobilize', scope: 'person', id: '57' };
const donor = { system: 'actblue', scope: 'donor', id: '90210' };
const text = ({ system, scope, id: own }: typeof voter) => `${system}/${scope}/${own}`;

describe('one person under three references', () => {
  let door: ReportsDoor;
  let key = '';
  beforeAll(async () => void (door = await ReportsDoor.open()));
  afterAll(async () => door.close());

  const report = async (query: string, as = key) => door.send<Answer>(as, `/reports/${query}${query.includes('?') ? '&' : '?'}minPosition=${(await door.log.horizon()).position}`);
  const link = (name: string, person: object, same: object) => door.send(key, '/person-links', { linkId: id(name), person, same, basis: 'same-email' });
  const unlink = (name: string) => door.send(key, '/person-links/removals', { unlinkId: id(name, 'undone'), linkId: id(name), reasonCode: 'different-persons' });
  const histories = async () => {
    const [asVoter, asVolunteer, asDonor] = [await report(`voter-history?voter=${text(voter)}`), await report(`volunteer-history?volunteer=${text(volunteer)}`), await report(`donor-history?reference=${text(donor)}`)];
    return { asVoter, asVolunteer, asDonor, counts: [asVoter.totals.attempts, asVolunteer.totals.steps, asDonor.rows.length] };
  };

  /** How many donors each report of money sees, under the rule that follows links. */
  const donorsSeen = async (rule: string) => {
    const [receipts, limits, schedule] = [
      await report(`receipts?donors=${rule}`), await report(`limits?donors=${rule}&all=true`), await report(`schedule-a?committee=C00999999&from=2026-01-01&to=2026-12-31&donors=${rule}`),
    ];
    return [receipts.totals.donors, limits.rows.length, schedule.rows.map(({ aggregateCents }) => aggregateCents).sort()];
  };

  it('has three histories, and one as long as the links stand', async () => {
    key = door.keyOf(id('ours'), ['ingest', 'read']);
    const other = door.keyOf(id('theirs'), ['ingest', 'read']);
    const attempt = { voter, contactTypeId: 2, inputTypeId: 4, resultCodeId: 14, campaignId: 'c', attemptedAt: '2026-10-03T18:00:00Z' };
    for (const as of [key, other]) {
      await door.send(as, '/contact-attempts', { ...attempt, attemptId: id('attempt') });
      await door.send(as, '/contact-attempts/deliveries', { deliveryId: id('delivery'), attemptId: id('attempt'), status: 'delivered', reportedAt: '2026-10-03T18:01:00Z' });
      await door.send(as, '/signups/steps', { stepId: id('step'), signupId: id('signup'), step: 'scheduled', volunteer: { reference: volunteer }, at: '2026-10-01T12:00:00Z' });
      await door.send(as, '/signups/steps', { stepId: id('wrong'), signupId: id('signup'), step: 'confirmed', volunteer: { reference: volunteer }, at: '2026-10-02T12:00:00Z' });
      await door.send(as, '/signups/voids', { correctionId: id('void'), signupId: id('signup'), stepId: id('wrong'), reasonCode: 'wrong-step' });
      for (const [name, reference] of [['gift', donor], ['other gift', voter]] as const) {
        await door.send(as, '/contributions', { contributionId: id(name), committeeId: 'C00999999', amountCents: 10_00, receivedOn: '2026-08-14', contributor: { entityType: 'IND', lastName: name, reference } });
      }
    }
    const before = await histories();
    expect(before.counts).toEqual([1, 1, 1]);
    const apart = await donorsSeen('linked-1');
    expect(apart[0]).toBe(2);
    expect(await donorsSeen('reference-1')).toEqual(apart);
    expect(before.asVolunteer).toMatchObject({ references: [text(volunteer)], totals: { events: 3, signups: 1, steps: 1, voided: 1 } });

    await link('one', voter, volunteer);
    await link('two', donor, volunteer);
    const { asVoter, asVolunteer, asDonor } = await histories();
    expect(asVoter.references).toEqual([text(voter), text(donor), text(volunteer)]);
    expect(asVolunteer.rows).toEqual(asVoter.rows);
    expect(asVoter.rows.map(({ type, voided }) => [type, voided])).toEqual([
      ['ContactAttempted', false], ['ContactDeliveryReported', false], ['SignupScheduled', false], ['SignupConfirmed', true], ['SignupStepVoided', false], ['PersonsLinked', false], ['PersonsLinked', false],
    ]);
    expect([asDonor.linked, asDonor.rows.length]).toEqual([[`r:${text(volunteer)}`, `r:${text(voter)}`], 2]);

    const together = await donorsSeen('linked-1');
    expect([together[0], together[1]]).toEqual([1, (apart[1] as number) - 1]);
    expect(await donorsSeen('reference-1')).toEqual(apart);
    // Whichever of the references is named, it is the one donor.
    for (const one of [donor, volunteer, voter]) {
      const asked = `donors=linked-1&donor=r:${text(one)}`;
      expect(await report(`donor-history?${asked}`)).toMatchObject({ rows: [{ effectCents: 10_00 }, { effectCents: 10_00 }] });
      expect((await report(`receipts?${asked}`)).totals).toMatchObject({ grossCents: 20_00, donors: 1 });
      expect((await report(`limits?all=true&${asked}`)).rows).toMatchObject([{ donor: `r:${text(donor)}`, givenCents: 20_00 }]);
    }
    expect((await report(`receipts?donors=reference-1&donor=r:${text(voter)}`)).totals).toMatchObject({ grossCents: 10_00 });

    await unlink('one');
    expect(await donorsSeen('linked-1')).toEqual(apart);
    const parted = await histories();
    expect(parted.asVoter).toMatchObject({ references: [text(voter)], totals: { attempts: 1 } });
    expect(parted.asVoter.rows.map(({ type }) => type)).toEqual(['ContactAttempted', 'ContactDeliveryReported', 'PersonsLinked', 'PersonsUnlinked']);
    expect(parted.asDonor).toMatchObject({ linked: [`r:${text(volunteer)}`], rows: [{ effectCents: 10_00 }] });
    await unlink('two');
    expect((await histories()).counts).toEqual(before.counts);

    const theirs = await report(`voter-history?voter=${text(voter)}`, other);
    expect([theirs.references, theirs.rows.length]).toEqual([[text(voter)], 2]);
    expect((await door.ask(key, '/reports/volunteer-history?volunteer=nobody')).body).toMatchObject({ status: 400, code: 'volunteer-required' });
  });

  it('is one voter of rates and surveys as long as the links stand, with one latest answer', async () => {
    const as = door.keyOf(id('voters'), ['ingest', 'read']);
    const [first, second, third] = [voter, { ...voter, system: 'pdi' }, { ...voter, system: 'ngp' }];
    for (const [n, [who, day, surveyResponseId]] of ([[first, '03', 1], [second, '05', 2], [third, '04', 3]] as const).entries()) {
      await door.send(as, '/contact-attempts', {
        attemptId: id('answered', String(n)), voter: who, contactTypeId: 2, inputTypeId: 4, resultCodeId: 14, campaignId: 'c', attemptedAt: `2026-10-${day}T18:00:00Z`,
        responses: [{ type: 'SurveyResponse', surveyQuestionId: 7, surveyResponseId }],
      });
    }
    const seen = async () => {
      const [rates, surveys] = [await report('contact-rates?groupBy=campaign', as), await report('survey-results?campaign=c', as)];
      const counted = await Promise.all(surveys.rows.map(async ({ surveyResponseId }) => (await report(`survey-results/events?surveyQuestionId=7&surveyResponseId=${String(surveyResponseId)}`, as)).rows.length));
      return [rates.rows[0]!.voters, rates.totals.voters, rates.totals.attempts, surveys.rows.map(({ surveyResponseId, voters, conflicting }) => [surveyResponseId, voters, conflicting]), counted];
    };
    const link = (name: string, person: object, same: object) => door.send(as, '/person-links', { linkId: id('voters', name), person, same, basis: 'same-phone' });
    const unlink = (name: string) => door.send(as, '/person-links/removals', { unlinkId: id('voters', name, 'undone'), linkId: id('voters', name), reasonCode: 'different-persons' });
    const apart = [3, 3, 3, [[1, 1, 0], [2, 1, 0], [3, 1, 0]], [1, 1, 1]];
    expect(await seen()).toEqual(apart);
    await link('a', first, second);
    expect(await seen()).toEqual([2, 2, 3, [[2, 1, 1], [3, 1, 0]], [1, 1]]);
    await link('b', third, second);
    expect(await seen()).toEqual([1, 1, 3, [[2, 1, 1]], [1]]);
    await unlink('a');
    expect(await seen()).toEqual([2, 2, 3, [[1, 1, 0], [2, 1, 1]], [1, 1]]);
    await unlink('b');
    expect(await seen()).toEqual(apart);
  });

  it('has one answer where one attempt tells two: the last, in the count and in what is behind it', async () => {
    const as = door.keyOf(id('two answers'), ['ingest', 'read']);
    for (let n = 0; n < 20; n++) {
      const responses = [3, 1, 9, 2].map((surveyResponseId) => ({ type: 'SurveyResponse', surveyQuestionId: 7, surveyResponseId }));
      await door.send(as, '/contact-attempts', { attemptId: id('two answers', String(n)), voter: { ...voter, id: String(n) }, contactTypeId: 2, inputTypeId: 4, campaignId: 'c', attemptedAt: '2026-10-03T18:00:00Z', responses });
    }
    expect((await report('survey-results', as)).rows).toEqual([{ surveyQuestionId: 7, surveyResponseId: 2, voters: 20, conflicting: 20 }]);
    expect((await report('survey-results/events?surveyQuestionId=7&surveyResponseId=2', as)).rows).toHaveLength(20);
  });

  it('has a history that says of which step a void is, whichever of the two was told first', async () => {
    const as = door.keyOf(id('void first'), ['ingest', 'read']);
    const step = (signup: string) => door.send(as, '/signups/steps', { stepId: id('s'), signupId: id(signup), step: 'confirmed', volunteer: { reference: { ...volunteer, id: signup } }, at: '2026-10-02T12:00:00Z' });
    const undo = (signup: string) => door.send(as, '/signups/voids', { correctionId: id('v', signup), signupId: id(signup), stepId: id('s'), reasonCode: 'wrong-step' });
    await step('a');
    await undo('a');
    await undo('b');
    await step('b');
    for (const signup of ['a', 'b']) {
      const { rows, totals } = await report(`volunteer-history?volunteer=mobilize/person/${signup}`, as);
      expect(totals).toMatchObject({ events: 2, steps: 0, voided: 1 });
      expect(rows.find(({ type }) => type === 'SignupStepVoided')).toMatchObject({ reference: `mobilize/person/${signup}`, result: 'confirmed', detail: 'wrong-step' });
    }
  });
});
