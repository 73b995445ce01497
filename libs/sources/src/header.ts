/** The names of a file's columns. @throws Error when two have one name, or all are blank */
export function headerOf(cells: readonly string[]): string[] {
  const names = cells.map((cell) => cell.trim());
  const twice = names.find((name, i) => name !== '' && names.indexOf(name) !== i);
  if (twice !== undefined) throw new Error(`The header has two columns called "${twice}". Rename one, so that it is clear which is meant.`);
  if (names.every((name) => name === '')) throw new Error('The first line holds no column names. The file must begin with a header.');
  return names;
}

/** Where a column is. @throws Error that names the columns there are */
export function columnAt(header: readonly string[], name: string): number {
  const at = header.indexOf(name);
  if (at >= 0) return at;
  const shown = header.filter(Boolean).slice(0, 40).join(', ');
  throw new Error(`The file has no column "${name}". Its columns are: ${shown}${header.length > 40 ? ', …' : ''}.`);
}
