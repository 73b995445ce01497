import { ERASURE_EXAMPLES } from '@fieldledger/people';
import { rowsOf } from '@fieldledger/testing';
import { erasures } from './erasures.projection.js';

it('An erasure keeps the place of its request when its day comes', async () => {
  const { PersonErased: erased, ErasurePostponed: postponed, ErasureRefused: refused } = ERASURE_EXAMPLES;
  const [erasureId, other] = [postponed.data.erasureId, '83e24675-c173-41e7-9e83-c1a172811388'];
  const rows = await rowsOf(erasures, [postponed, { ...refused, data: { ...refused.data, erasureId: other } }, { ...erased, data: { ...erased.data, erasureId } }]);
  expect(rows).toHaveLength(2);
  expect(new Map(rows.map((row) => [row.erasureId, row.position]))).toEqual(new Map([[erasureId, '0000000000000001'], [other, '0000000000000002']]));
});
