import { inputFile, sourceFor, type OpenedFile, type RowItem } from '@fieldledger/sources';
import { reportOf, theirLineitem, type TheirLineitem } from './their-lineitem.js';

/** Which file is compared, as options say it. */
export interface ComparedFile {
  readonly file: string;
  /** What kind of file it is, as `import` knows it. */
  readonly sourceFormat?: string;
  readonly mapping?: string;
}

/** So many are asked about at once. */
const AT_ONCE = 500;

/** A file as it is read for being compared: what was told on which row, and where extra lineitems are to be looked for. */
export class ToldLineitems {
  /** @throws Error that says what is wrong with the file, or that it is not said what kind of file it is */
  static async open({ file, sourceFormat, mapping }: ComparedFile): Promise<ToldLineitems> {
    if (sourceFormat === undefined) throw new Error('Say what kind of file it is: --source-format, such as actblue-csv.');
    const source = await sourceFor({ format: sourceFormat, mapping });
    const input = await inputFile(file);
    return new ToldLineitems(source.name, input.hash, await source.open(input));
  }

  readonly rows = new Map<string, number>();
  readonly committees = new Set<string>();
  readonly reports = new Set<string>();
  from = '';
  to = '';
  unread = 0;

  private constructor(
    readonly source: string,
    /** SHA-256 of the file, hexadecimal. */
    readonly fileHash: string,
    private readonly opened: OpenedFile,
  ) {}

  /** Its lineitems in the order of the file, as many as are asked about at once. One that it tells twice is there once. */
  async *pages(): AsyncGenerator<readonly TheirLineitem[]> {
    let page: TheirLineitem[] = [];
    for await (const { row, reading } of this.opened.rows(0, () => undefined)) {
      if ('refused' in reading) this.unread++;
      const items: readonly RowItem[] = 'items' in reading ? reading.items : [];
      for (const item of items) {
        const theirs = theirLineitem(item, items);
        if (!theirs || this.rows.has(theirs.contributionId)) continue;
        this.take(theirs, row, reportOf(item));
        page.push(theirs);
        if (page.length < AT_ONCE) continue;
        yield page;
        page = [];
      }
    }
    if (page.length > 0) yield page;
  }

  private take(theirs: TheirLineitem, row: number, report: string | undefined): void {
    this.rows.set(theirs.contributionId, row);
    this.committees.add(theirs.committeeId);
    if (report !== undefined) this.reports.add(report);
    if (this.from === '' || theirs.receivedOn < this.from) this.from = theirs.receivedOn;
    if (theirs.receivedOn > this.to) this.to = theirs.receivedOn;
  }
}
