/** A check of the bundle in a directory, as a command line that was just started makes it; prints what came of it. */
import { verifyBundle } from '@fieldledger/verifier';

const [directory, key] = process.argv.slice(2);
const { size, findings } = await verifyBundle(directory, { keys: [key] });
console.log(JSON.stringify({ size, findings }));
