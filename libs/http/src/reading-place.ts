import { Rejection } from '@fieldledger/kernel';
import { isMoment } from '@fieldledger/local-time';
import type { KeptReading } from './reading-record.js';

/** Where a line stands in the record: of one minute there may be any number of lines. */
export const placeOf = ({ at, keyId, what, parametersHash, path }: KeptReading): string => [at, keyId, what, parametersHash, path].join(' ');

/** As they are compared: the minute, then key, what, path and parameters. @throws Rejection `invalid-after` */
export function partsOf(place: string): [at: string, keyId: string, what: string, path: string, parametersHash: string] {
  const [, at = '', keyId = '', what = '', parametersHash = '', path = ''] = /^(\S+) (\S+) (\S+) (\S+) (.*)$/s.exec(place) ?? [];
  if (!isMoment(at)) throw new Rejection('invalid', 'invalid-after', 'after is the next of the answer before.');
  return [at, keyId, what, path, parametersHash];
}
