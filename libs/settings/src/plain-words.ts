import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { Unavailable } from '@fieldledger/kernel';

/** Not every path that is written to is the data directory's. */
const ELSEWHERE = 'choose another place (by FIELDLEDGER_DATA, where it is the data directory)';

/** What the errors of the system mean to somebody at a terminal, and what to do. */
const MEANINGS: Readonly<Record<string, string>> = {
  ENOSPC: 'The disk is full. Make room and start again; nothing that was acknowledged is lost.',
  EDQUOT: 'The disk quota is used up. Make room and start again; nothing that was acknowledged is lost.',
  EROFS: `The disk can only be read: ${ELSEWHERE}.`,
  NOWHERE: `No folder can be made there, since the disk can only be read or a link in that path leads nowhere: ${ELSEWHERE}.`,
  EACCES: `This user may not write there. Change its owner, or ${ELSEWHERE}.`,
  EPERM: `This user may not do that there. Change its owner, or ${ELSEWHERE}.`,
  EISDIR: 'That is a folder. Name a file.',
  ENOTDIR: `A part of that path is a file, not a folder: ${ELSEWHERE}.`,
  EMFILE: 'Too many files are open. Raise the limit (ulimit -n) and start again.',
  ECONNREFUSED: 'No PostgreSQL answers there. Is it running, and is DATABASE_URL right?',
  ENOTFOUND: 'There is no such host. Are DATABASE_URL and HOST right?',
  EADDRNOTAVAIL: 'HOST is no address of this machine.',
  '28P01': 'PostgreSQL refuses the password of DATABASE_URL.',
  '28000': 'PostgreSQL refuses the user of DATABASE_URL.',
  '3D000': 'Make the database first, or correct DATABASE_URL.',
  '42501': 'The user of DATABASE_URL must be allowed to make schemas in that database.',
  '25006': 'This PostgreSQL can only be read. Name the one that is written to by DATABASE_URL, not its standby.',
  '53100': 'The disk of PostgreSQL is full. Make room and start again; nothing that was acknowledged is lost.',
};

/** In what gRPC says of a server that cannot be reached: why. */
const NO_EVENTSTORE = /(?<=^14 UNAVAILABLE: .*)(?:connect E[A-Z]+ \S+:\d+|Name resolution failed for target \S+|Protocol error)/;

/** An error as sentences: what happened, and what to do about it; of what cannot be reached also why. */
export function inPlainWords(error: unknown): string {
  const { code, message, path, syscall, cause } = error as NodeJS.ErrnoException;
  if (error instanceof Unavailable && cause instanceof Error) return `${message} ${inPlainWords(cause)}`;
  if (code === 'ENOENT' && syscall === 'open' && path !== undefined) return existsSync(dirname(path)) ? `There is no file ${path}.` : `There is no folder ${dirname(path)}.`;
  // Node says of folders it cannot make that they do not exist, and where a file is that it is there.
  const known = syscall === 'mkdir' && code === 'ENOENT' ? 'NOWHERE' : syscall === 'mkdir' && code === 'EEXIST' ? 'ENOTDIR' : code;
  const meaning = known === undefined ? undefined : MEANINGS[known];
  if (message === 'timeout expired') return 'What listens there does not answer as PostgreSQL does, or not in time. Is DATABASE_URL right?';
  if (message === 'Connection terminated unexpectedly') return 'PostgreSQL has ended the connection, or what listens there is none. Is DATABASE_URL right?';
  const eventStore = NO_EVENTSTORE.exec(message);
  if (eventStore) return `No EventStoreDB answers there. Is it running, and is EVENTSTORE_URL right? (${eventStore[0]})`;
  if (!meaning) return message || String(code ?? error);
  return path === undefined ? `${meaning} (${message || code})` : `${path}: ${meaning} (${code})`;
}
