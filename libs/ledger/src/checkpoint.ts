/** The head of a tree: how many leaves it has, and its root. */
export interface Head {
  readonly size: number;
  readonly root: Buffer;
}

/** The text of a checkpoint (C2SP tlog-checkpoint), which is then signed as a note. */
export const checkpointText = (origin: string, { size, root }: Head): string => `${origin}\n${size}\n${root.toString('base64')}\n`;

/** @throws Error for what is no checkpoint's text */
export function parseCheckpoint(text: string): Head & { readonly origin: string } {
  const [, origin, digits, base64] = /^([^\n]+)\n(0|[1-9]\d{0,15})\n([A-Za-z0-9+/]{43}=)\n/.exec(text) ?? [];
  const size = Number(digits);
  const root = Buffer.from(base64 ?? '', 'base64');
  if (origin === undefined || !Number.isSafeInteger(size) || root.toString('base64') !== base64) throw new Error('This is not a checkpoint.');
  return { origin, size, root };
}

/** A receipt for one leaf that can be checked off line (C2SP tlog-proof); what is `extra` is the leaf itself. */
export function tlogProof(proof: { readonly index: number; readonly hashes: readonly Buffer[]; readonly leaf: string; readonly checkpoint: string }): string {
  const lines = ['c2sp.org/tlog-proof@v1', `extra ${Buffer.from(proof.leaf).toString('base64')}`, `index ${proof.index}`, ...proof.hashes.map((each) => each.toString('base64'))];
  return `${lines.join('\n')}\n\n${proof.checkpoint}`;
}
