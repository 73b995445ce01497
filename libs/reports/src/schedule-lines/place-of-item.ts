import { PART, placeLike } from '../pages.js';
import type { ListedItem } from './listed-items.js';

/** In the order in which they are listed: by what their contribution is in order by, and what became of it in turn. */
export const placeOfItem = ({ item: { family: { told } }, nth }: ListedItem) => [told.line, told.day, told.receivedAt ?? '', told.transactionId ?? '', told.contributionId, String(nth).padStart(4, '0')].join('\t');

/** What such a place is like. */
export const PLACE_OF_ITEM = placeLike(PART.word, PART.day, PART.word, PART.any, PART.id, '\\d{4,}');
