/** A row longer than this is a file without line ends, or a quote that nobody closed; either would fill the memory. */
export const LONGEST_ROW_BYTES = 1024 * 1024;

/** @param place such as `row 3` */
export function tooLong(place: string, isNot: string): Error {
  return new Error(`In ${place}: it is longer than 1 MB. The file has no line ends there, or is not ${isNot}.`);
}
