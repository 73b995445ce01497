// Compiles every workspace's src/ into its dist/ with swc, and copies what is not TypeScript (SQL, JSON) beside it.
// A file is compiled again only when it is newer than what it became.
import { transformFile } from '@swc/core';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, realpath, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';

const root = join(import.meta.dirname, '..', '..');

for (const kind of ['libs', 'apps']) {
  for (const name of await readdir(join(root, kind))) {
    const source = join(root, kind, name, 'src');
    if (existsSync(source)) await build(source, join(root, kind, name, 'dist'));
    if (kind === 'apps' && existsSync(source)) await link(name);
  }
}

/** Every app starts as `node dist/apps/<name>/main.js`. In a folder that was moved or copied a link may lead to where it came from. */
async function link(name) {
  const place = join(root, 'dist', 'apps', name);
  const own = join(root, 'apps', name, 'dist');
  if ((await realpath(place).catch(() => undefined)) === (await realpath(own))) return;
  await rm(place, { force: true });
  await mkdir(dirname(place), { recursive: true });
  await symlink(relative(dirname(place), own), place, 'junction');
}

async function build(source, target) {
  const wanted = new Set();
  for (const entry of await readdir(source, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || /\.spec\.ts$|\.d\.ts$/.test(entry.name)) continue;
    const from = join(entry.parentPath, entry.name);
    const to = join(target, relative(source, from)).replace(/\.ts$/, '.js');
    wanted.add(to);
    if (existsSync(to) && (await stat(to)).mtimeMs >= (await stat(from)).mtimeMs) continue;
    await mkdir(dirname(to), { recursive: true });
    if (from.endsWith('.ts')) await writeFile(to, (await transformFile(from, { cwd: root })).code);
    else await copyFile(from, to);
  }
  if (!existsSync(target)) return;
  for (const entry of await readdir(target, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile() && !wanted.has(path)) await rm(path);
  }
}
