import { EventStoreEventLog } from '@fieldledger/event-log';
import { BEGINNING } from '@fieldledger/kernel';
import { EventStoreDouble, knock } from '@fieldledger/testing';
it('x', async () => {
  const double = await EventStoreDouble.start();
  const log = await EventStoreEventLog.open({ url: double.url });
  const asks = Array.from({ length: 5000 }, (_, n) => knock({ stream: `door-${n}` }));
  for (const what of ['new', 'repeat']) {
    const t = Date.now(); const before = { ...double.calls };
    await log.append(asks);
    console.log(what, Math.round(5000 / (Date.now() - t) * 1000), 'a second', double.calls, before);
  }
  const t = Date.now();
  await log.append(asks.map((a, n) => knock({ stream: a.stream + 'b' })), { atomic: true });
  console.log('atomic 5000', Date.now() - t);
  const t2 = Date.now();
  let n = 0; for (let at = BEGINNING; ;) { const p = await log.read(at, { limit: 1000 }); if (!p.length) break; n += p.length; at = p.at(-1)!.position; }
  console.log('read', n, Math.round(n / (Date.now() - t2) * 1000));
  await log.close(); await double.stop();
});
