import { DEFAULT_CODE_TABLES } from './code-tables.js';
import { foldCodes } from './codes.js';
import { CODES_EXAMPLES } from './codes-examples.js';
import type { CodesEvent } from './codes-events.js';

const result = (resultCodeId: number, name: string): CodesEvent => ({ type: 'ResultCodeDefined', data: { ...CODES_EXAMPLES.ResultCodeDefined.data, resultCodeId, name } });

describe("an organization's codes", () => {
  it("are VAN's until it defines its own", () => {
    expect(foldCodes([])).toBe(DEFAULT_CODE_TABLES);
    const codes = foldCodes(Object.values(CODES_EXAMPLES));
    expect([codes.resultCodes.get(950)?.name, codes.contactTypes.get(980)?.channel, codes.inputTypes.get(990)?.name, codes.campaignZones.get('columbus-2026')]).toEqual([
      'Dog in the yard', 'mail', 'Our own app', 'America/New_York',
    ]);
    expect(codes.resultCodes.get(1)).toBe(DEFAULT_CODE_TABLES.resultCodes.get(1));
  });

  it('mean what was defined last, and other numbers what they meant', () => {
    const codes = foldCodes([result(950, 'First'), result(951, 'Other'), result(950, 'Second')]);
    expect([codes.resultCodes.get(950)?.name, codes.resultCodes.get(951)?.name]).toEqual(['Second', 'Other']);
  });

  it('are known as soon where thousands were defined: every request asks for them', () => {
    const before = process.cpuUsage();
    const codes = foldCodes(Array.from({ length: 20_000 }, (_, i) => ({ type: 'CampaignZoneSet', data: { ...CODES_EXAMPLES.CampaignZoneSet.data, campaignId: `campaign-${i}` } })));
    expect([codes.campaignZones.size, codes.campaignZones.get('campaign-19999')]).toEqual([20_000, 'America/New_York']);
    expect(process.cpuUsage(before).user / 1_000).toBeLessThan(2_000);
  });

  it('of one organization change nothing for another', () => {
    foldCodes([result(1, 'Knocked in vain')]);
    expect(foldCodes([]).resultCodes.get(1)?.name).toBe('Not Home');
  });

  it('know the four results by which a voter closes a channel', () => {
    const closing = [...DEFAULT_CODE_TABLES.resultCodes.values()].filter(({ optsOutOf }) => optsOutOf);
    expect(closing.map(({ resultCodeId, optsOutOf }) => [resultCodeId, optsOutOf])).toEqual([[22, 'phone'], [23, 'walk'], [130, 'text'], [131, 'email']]);
  });

  it('count a voter as reached by an answer alone: no other result of VAN is a contact', () => {
    expect([...DEFAULT_CODE_TABLES.resultCodes.values()].filter(({ contact }) => contact).map(({ name }) => name)).toEqual(['Canvassed']);
  });
});
