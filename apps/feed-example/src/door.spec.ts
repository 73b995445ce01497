import type { FollowerStatus } from '@fieldledger/feed';
import { answerAt } from './door.js';

const FOLLOWING: FollowerStatus = { state: 'following', error: undefined, heardAt: 1_796_000_000_500, reached: new Map([['fieldledger.contacts/3', { position: '0000000000000664', nextOffset: 71n }]]) };
const STOPPED: FollowerStatus = { ...FOLLOWING, state: 'stopped', error: 'The feed has a gap.' };

describe('the door of the reporting service', () => {
  it('says that the process lives, whatever becomes of the feed', async () => {
    for (const status of [FOLLOWING, STOPPED]) expect(await answerAt('/health/live', status)).toMatchObject({ status: 200 });
  });

  it('is not ready where it stands still, and says why', async () => {
    expect(await answerAt('/health/ready', FOLLOWING)).toMatchObject({ status: 200 });
    expect(await answerAt('/health/ready', STOPPED)).toMatchObject({ status: 503, body: '{"status":"stopped","error":"The feed has a gap."}' });
  });

  it('tells metrics in the text of Prometheus', async () => {
    const { status, type, body } = await answerAt('/metrics', FOLLOWING);
    expect([status, type]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8']);
    for (const line of body.split('\n')) expect(line).toMatch(/^$|^# (?:HELP|TYPE) fieldledger_feed_\w+ .|^fieldledger_feed_\w+(?:\{topic="[\w.]+",partition="\d"\})? [\d.]+$/);
    expect(body).toContain('fieldledger_feed_position{topic="fieldledger.contacts",partition="3"} 664\n');
    expect(body).toContain('fieldledger_feed_next_offset{topic="fieldledger.contacts",partition="3"} 71\n');
    expect(body).toContain('fieldledger_feed_following 1\n');
    expect((await answerAt('/metrics', STOPPED)).body).toContain('fieldledger_feed_stopped 1\n');
  });

  it('has nothing else', async () => expect(await answerAt('/', FOLLOWING)).toMatchObject({ status: 404 }));
});
