/**
 * The layouts of rows and covers, named by the first format that has them. Between two names nothing that we read moved.
 * 5.1 added the parts of a name, 6.1 reordered all and parts cells by the file separator, 6.2 added the donor committee's
 * name, 6.4 dropped the increased limit, 7.0 split the individuals of the presidential cover, 8.0 dropped the purpose code.
 */
export const LAYOUTS = ['2', '5.1', '6.1', '6.2', '6.4', '7.0', '8.0'] as const;
export type Layout = (typeof LAYOUTS)[number];

/** Undefined for a format that is none of the FEC's electronic ones from 2 to 8.5. */
export function layoutOf(version: string): Layout | undefined {
  const [, major, minor, further] = /^(\d)\.(\d)(\d?)$/.exec(version) ?? [];
  // Since 5 a second decimal is a nought: 5.00.
  if (major! >= '5' && Number(further) > 0) return undefined;
  switch (major) {
    case '2':
    case '3':
      return '2';
    case '5':
      return minor! > '3' ? undefined : minor === '0' ? '2' : '5.1';
    case '6':
      return ({ 1: '6.1', 2: '6.2', 3: '6.2', 4: '6.4' } as const)[minor as '1'];
    case '7':
      return minor === '0' ? '7.0' : undefined;
    case '8':
      return minor! > '5' ? undefined : '8.0';
    default:
      return undefined;
  }
}
