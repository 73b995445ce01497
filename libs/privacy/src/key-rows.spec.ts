import { randomUUID } from 'node:crypto';
import { nameUuid } from '@fieldledger/kernel';
import { KEYS_KEPT_IN, keyRowsForSuite } from '@fieldledger/testing';
import type { WrappedKey } from './key-rows.js';

const [OURS, THEIRS] = [nameUuid('key-rows', 'ours'), nameUuid('key-rows', 'theirs')].sort() as [string, string];

describe.each(KEYS_KEPT_IN)('what is kept of keys in %s', (kind) => {
  const { rows } = keyRowsForSuite(kind);

  const wrapped = (text: string) => Buffer.from(text);
  const offered = (...subjects: string[]) => new Map(subjects.map((subject) => [subject, wrapped(`key of ${subject}`)]));

  it('is of one organization, also where another has a person of the same number', async () => {
    const [both, own, unknown] = [randomUUID(), randomUUID(), randomUUID()];
    expect(await rows().add(OURS, offered(both, own))).toEqual(new Set([both, own]));
    expect(await rows().add(THEIRS, new Map([[both, wrapped('theirs')]]))).toEqual(new Set([both]));
    expect(await rows().add(OURS, new Map([[both, wrapped('another')]]))).toEqual(new Set());
    expect(await rows().find(OURS, [both, unknown])).toEqual(offered(both));
    expect(await rows().find(THEIRS, [both, own])).toEqual(new Map([[both, wrapped('theirs')]]));
    expect([await rows().organizationKey(OURS, wrapped('first')), await rows().organizationKey(THEIRS, wrapped('second')), await rows().organizationKey(OURS, wrapped('third'))]).toEqual(['first', 'second', 'first'].map(wrapped));
    await rows().suppress(OURS, ['one', 'two', 'one']);
    await rows().suppress(THEIRS, ['three']);
    await rows().suppress(OURS, ['two']);
    expect(await rows().suppressed(OURS, ['two', 'three', 'four'])).toEqual(new Set(['two']));
  });

  it('is destroyed in that organization alone, counted once however often it is named, and never comes back', async () => {
    const [both, own, unknown] = [randomUUID(), randomUUID(), randomUUID()];
    await rows().add(OURS, offered(both, own));
    await rows().add(THEIRS, offered(both));
    expect(await rows().destroy(OURS, [both, unknown, both])).toBe(1);
    expect(await rows().destroy(OURS, [both, unknown])).toBe(0);
    expect(await rows().add(OURS, offered(both, unknown))).toEqual(new Set());
    expect(await rows().find(OURS, [both, own, unknown])).toEqual(new Map<string, Buffer | null>([[both, null], ...offered(own), [unknown, null]]));
    expect(await rows().find(THEIRS, [both])).toEqual(offered(both));
  });

  it('is wrapped anew page by page, but for what was destroyed or exchanged since it was read', async () => {
    const all = async () => {
      const [found, pages]: [WrappedKey[], number[]] = [[], []];
      for (let last: WrappedKey | undefined; ; last = found.at(-1)) {
        const page = await rows().wrappedForPersons(last, 3);
        found.push(...page);
        pages.push(page.length);
        if (page.length < 3) return { found, pages };
      }
    };
    await rows().add(OURS, offered(randomUUID(), randomUUID(), randomUUID(), randomUUID()));
    await rows().add(THEIRS, offered(randomUUID(), randomUUID()));
    const { found, pages } = await all();
    const nameOf = ({ organization, subject }: WrappedKey) => `${organization} ${subject}`;
    const names = found.map(nameOf);
    expect([names, Math.max(...pages)]).toEqual([[...new Set(names)].sort(), 3]);
    const [destroyed, exchanged] = [found[0]!, found.at(-1)!];
    await rows().destroy(destroyed.organization!, [destroyed.subject!]);
    await rows().exchange([{ key: exchanged, anew: wrapped('meanwhile') }]);
    await rows().exchange(found.map((key) => ({ key, anew: wrapped(`${nameOf(key)} anew`) })));
    const texts = (await all()).found.map((key) => [nameOf(key), String(key.wrapped)]);
    expect(texts).toEqual(found.slice(1).map((key) => [nameOf(key), key === exchanged ? 'meanwhile' : `${nameOf(key)} anew`]));
    expect(await rows().find(destroyed.organization!, [destroyed.subject!])).toEqual(new Map([[destroyed.subject, null]]));
    const check = await rows().check(wrapped('check'));
    const before = await rows().wrappedForAll();
    expect([String(check), before.filter(({ organization }) => organization === undefined || organization === null)]).toEqual(['check', [expect.objectContaining({ wrapped: check })]]);
    const ofOurs = before.find(({ organization }) => organization === OURS)!;
    await rows().exchange([{ key: ofOurs, anew: wrapped('ours anew') }]);
    expect([await rows().organizationKey(OURS, wrapped('x')), await rows().organizationKey(THEIRS, wrapped('x')), await rows().check(wrapped('x'))]).toEqual(['ours anew', 'second', 'check'].map(wrapped));
    await rows().exchange([{ key: ofOurs, anew: wrapped('too late') }]);
    expect(await rows().organizationKey(OURS, wrapped('x'))).toEqual(wrapped('ours anew'));
  });

  it('says which erasures are due on a day, until they are settled by their own organization', async () => {
    const [first, second, later] = ['0a', '0b', '0c'].map((start) => start + randomUUID().slice(2)) as [string, string, string];
    await rows().postpone(OURS, first, '2027-03-01');
    await rows().postpone(THEIRS, first, '2027-03-02');
    await rows().postpone(OURS, second, '2027-03-02');
    await rows().postpone(OURS, later, '2027-03-02');
    await rows().postpone(OURS, later, '2027-03-03');
    const due = async (day: string) => (await rows().due(day)).map(({ organization, erasureId }) => `${organization} ${erasureId}`);
    expect([await due('2027-02-28'), await due('2027-03-01'), (await due('2027-03-02')).sort()]).toEqual([[], [`${OURS} ${first}`], [`${OURS} ${first}`, `${OURS} ${second}`, `${THEIRS} ${first}`].sort()]);
    await rows().settle(OURS, [first]);
    expect((await due('2027-03-03')).sort()).toEqual([`${OURS} ${second}`, `${OURS} ${later}`, `${THEIRS} ${first}`].sort());
  });

  it('says up to where erasures are carried out, where the last stands, and up to where none is left on the disk', async () => {
    expect(await rows().progress()).toEqual({ appliedUntil: '', erasedUntil: '', scrubbedUntil: '' });
    await rows().applied('0000000000000005', '0000000000000004');
    await rows().scrubbed('0000000000000004');
    await rows().applied('0000000000000009', undefined);
    expect(await rows().progress()).toEqual({ appliedUntil: '0000000000000009', erasedUntil: '0000000000000004', scrubbedUntil: '0000000000000004' });
  });
});
