// Generated code must equal what its generator writes now: runs the generator and compares with what was there before.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDERS = ['graphql/generated', 'graphql/cli/generated', 'services/console/generated'] as const;

const contents = (root: string): ReadonlyMap<string, string> =>
  new Map(
    FOLDERS.flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
        .map((path) => [path, readFileSync(path, 'utf8')] as const),
    ),
  );

/** Regenerates and names the files that changed. */
export const staleGeneratedFiles = (root: string): { readonly ok: boolean; readonly words: string } => {
  const before = contents(root);
  const codegen = spawnSync(join(root, 'node_modules/.bin/graphql-codegen'), ['--config', 'graphql/codegen.ts'], {
    cwd: root,
    encoding: 'utf8',
  });
  if (codegen.status !== 0) return { ok: false, words: `${codegen.stdout}${codegen.stderr}` };
  const after = contents(root);
  const stale = [...after].filter(([path, text]) => before.get(path) !== text).map(([path]) => path);
  return { ok: stale.length === 0, words: `Stale until this run, now rewritten; commit them:\n${stale.join('\n')}` };
};
