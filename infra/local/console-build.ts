// Builds the console when its sources changed since the last build.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const SKIPPED = new Set(['dist', 'node_modules', 'testing']);

const sourcesHash = (folder: string): string => {
  const hash = createHash('sha256');
  const visit = (path: string): void => {
    for (const entry of readdirSync(path, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (SKIPPED.has(entry.name)) continue;
      if (entry.isDirectory()) visit(join(path, entry.name));
      else hash.update(entry.name).update(readFileSync(join(path, entry.name)));
    }
  };
  visit(folder);
  return hash.digest('hex');
};

/** Makes `services/console/dist` current; true when a build was needed. */
export const buildConsole = async (root: string): Promise<boolean> => {
  const folder = join(root, 'services/console');
  const stamp = join(folder, 'dist/.source-hash');
  const wanted = sourcesHash(folder);
  if ((await readFile(stamp, 'utf8').catch(() => '')) === wanted) return false;
  await new Promise<void>((resolve, reject) => {
    const vite = spawn(process.execPath, [join(root, 'node_modules/vite/bin/vite.js'), 'build', '--logLevel', 'warn'], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let words = '';
    for (const stream of [vite.stdout, vite.stderr])
      stream.on('data', (chunk) => {
        words = `${words}${chunk}`.slice(-4000);
      });
    vite.once('error', reject);
    vite.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`the console did not build:\n${words}`))));
  });
  await writeFile(stamp, wanted);
  return true;
};
