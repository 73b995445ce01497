/** A fault of the file itself, not of one row: nothing after it can be read, and the same file again would stop there again. */
export class FileFault extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'FileFault';
  }
}

/** Whether an import ended for the file's sake, so that other files may fare better. */
export function isFileFault(error: unknown): error is Error {
  return error instanceof FileFault || (error instanceof Error && error.cause instanceof FileFault);
}
