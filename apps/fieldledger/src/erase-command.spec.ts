import { erase } from './erase-command.js';

it('Of whom all is held it is said, beforehand as when it is asked for, that nothing may be erased yet', async () => {
  const kept = { subjects: 1, records: 1, until: '2029-08-01', holds: [{ recordId: 'a', reason: 'itemized', until: '2029-08-01' }] };
  const erased = { subjects: 0, records: 0, kinds: {} };
  const request = async (_method: string, path: string) =>
    new Response(JSON.stringify(path === '/erasures' ? { erasureId: 'e', erased, kept, suppressed: false } : { references: [], erased, kept, refused: false, optOut: false, alike: [] }));
  const asked = { person: ['van/OH/1'], donor: [], record: [], ground: 'state-privacy-law' };
  for (const preview of [false, true]) {
    const told: string[] = [];
    await erase({ url: '', request }, { ...asked, preview }, (text) => told.push(text));
    expect(told[0]).toContain('Nothing of them may be erased yet.');
  }
});
