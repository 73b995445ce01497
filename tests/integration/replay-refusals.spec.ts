import { nameUuid } from '@fieldledger/kernel';
import { knock } from '@fieldledger/testing';
import { OURS, ReplayTrial } from './replay-trial.js';

describe('moments of which nothing can be told', () => {
  const trial = ReplayTrial.forSuite();

  it.each([
    ['atPosition=soon', 'invalid-position', /sixteen digits/],
    ['atPosition=', 'invalid-position', /as an earlier answer gave it/],
    ['atPosition=9999999999999999', 'unknown-position', /the log has come to \d{16}/],
    ['asOf=2001-01-01T00:00:00Z', 'before-first-event', /first event was recorded at \d{4}-.* position \d{16}/],
    ['asOf=2099-01-01T00:00:00Z', 'moment-to-come', /nobody can tell yet\. The server's time is/],
    ['asOf=2026-11-03', 'invalid-instant', /A day begins and ends at another instant in every zone/],
    ['asOf=1999-12-31T00:00:00Z', 'before-first-event', /first event was recorded at/],
    ['asOf=2026-02-29T00:00:00Z', 'invalid-instant', /an instant that there is/],
    ['asOf=yesterday', 'invalid-instant', /asOf is an instant/],
    ['occurredUntil=2026-11-01T00:00:00', 'invalid-instant', /with its zone/],
    ['asOf=2026-11-01T00:00:00Z&minPosition=latest', 'moments-contradict', /the one or the other/],
    ['atPosition=1&atPosition=2', 'repeated-parameter', /once/],
    ['atposition=1', 'unknown-parameter', /atPosition/],
  ])('are refused with a sentence: %s', async (when, code, sentence) => {
    const { status, body } = await trial.askFor('contact-rates', when);
    expect([status, body.code]).toEqual([400, code]);
    expect(body.detail).toMatch(sentence);
  });

  it('may be of the last century, of which gifts are told', async () => {
    const { status, body } = await trial.askFor('receipts', 'occurredUntil=1999-12-31T23:59:59-05:00');
    expect([status, body]).toEqual([200, expect.objectContaining({ rows: [expect.objectContaining({ count: 0 })], reflects: expect.objectContaining({ occurredUntil: '2000-01-01T04:59:59.000Z' }) })]);
  });

  it('say when there was nothing yet, of an organization and of a report', async () => {
    const [young, auditor] = [nameUuid('replay', 'young'), trial.keyOf(['audit'], nameUuid('replay', 'young'))];
    expect((await trial.ask(auditor, `/reports/receipts?occurredUntil=2026-11-01T00:00:00Z`)).body).toMatchObject({ code: 'before-first-event', detail: expect.stringContaining('no event yet') });
    const before = (await trial.log.horizon()).position;
    await trial.append([knock({ stream: 'young', organization: young, type: 'FilingCompleted', data: { filingId: young, reportId: young, parts: 0, rows: 0, amendmentNumber: 0 } })]);
    const { position } = await trial.log.horizon();
    expect((await trial.ask(auditor, `/reports/filings?atPosition=${before}`)).body).toMatchObject({ code: 'before-first-event', detail: expect.stringContaining(position) });
    const { status, body } = await trial.ask(auditor, `/reports/canvasser-activity?atPosition=${position}`);
    expect([status, body]).toMatchObject([200, { rows: [], reflects: { position, note: expect.stringMatching(/nothing for this report yet.*none of the events that canvasser_activity folds was recorded/) } }]);
    const happened = await trial.askFor('canvasser-activity', `occurredUntil=2001-01-01T00:00:00Z`);
    expect(happened.body).toMatchObject({ rows: [], reflects: { note: expect.stringContaining('had happened until 2001-01-01') } });
    expect((await trial.ask(auditor, `/reports/filings?atPosition=${position}`)).body.reflects).not.toHaveProperty('note');
  });

  it('are not answered from live tables', async () => {
    await expect(trial.live.rows({ projection: 'receipts', organization: OURS, sql: '', parameters: [], when: { asOf: '2026-11-01T00:00:00Z' } })).rejects.toMatchObject({ slug: 'moment-elsewhere' });
  });

  it('let an auditor look at reports, see no names, and do nothing else', async () => {
    const auditor = trial.keyOf(['audit']);
    const when = `atPosition=${trial.positionOf(2_000)}`;
    const [blind, seeing] = [await trial.askFor('show-rates/signups', when, auditor), await trial.askFor('show-rates/signups', when)];
    expect([blind.status, JSON.stringify(blind.body).includes('lastName'), JSON.stringify(seeing.body).includes('lastName')]).toEqual([200, false, true]);
    expect((await trial.ask(auditor, '/keys', { payload: { app: 'x', scopes: ['read'] } })).status).toBe(403);
    expect((await trial.ask(trial.keyOf(['read']), '/replays')).status).toBe(403);
  });
});
