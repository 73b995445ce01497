import type { Projection } from '@fieldledger/kernel';
import type { ErasureEvent } from '@fieldledger/people';
import { beside } from '../report.js';

type Key = { erasureId: string };
type Asked = { position: string | null };

/** Which erasures were asked for, and in which order. */
export const erasures: Projection<ErasureEvent, Key, Asked> = {
  name: 'erasures',
  version: 1,
  table: beside(import.meta.url, './erasures.table.sql'),
  keyColumns: ['erasureId'],
  key: ({ data }) => ({ erasureId: data.erasureId }),
  initial: { position: null },
  fold: { PersonErased: asked, ErasurePostponed: asked, ErasureRefused: asked },
};

/** What becomes of it later leaves it in its place. */
function asked(row: Asked, { position }: { readonly position: string }): Asked {
  return { position: row.position ?? position };
}
