/** A fault of the file itself, not of one row: nothing after it can be read, and the same file again would stop there again. */
export class FileFault extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'FileFault';
  }
}
