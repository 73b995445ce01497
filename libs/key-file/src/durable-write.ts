import { open, rename } from 'node:fs/promises';

/** Writes a file that its owner alone may read: on the disk before anybody relies on it. @param flags as `open` takes them: `wx` for one that must not be there, `a` to add to it */
export async function writeDurably(path: string, flags: 'w' | 'wx' | 'a', text: string): Promise<void> {
  const file = await open(path, flags, 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Puts another text in the place of a file as a whole: who reads meanwhile reads the one or the other. */
export async function replaceDurably(path: string, text: string): Promise<void> {
  await writeDurably(`${path}.new`, 'w', text);
  await rename(`${path}.new`, path);
}
