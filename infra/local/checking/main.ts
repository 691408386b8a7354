// `npm run check`: every wall of the house in turn, each with its time; ends with status 1 when one does not hold.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { staleGeneratedFiles } from './stale-generated.ts';

const root = join(import.meta.dirname, '../../..');
const bin = (name: string): string => join(root, 'node_modules/.bin', name);

type Wall = { readonly name: string; readonly holds: () => { readonly ok: boolean; readonly words: string } };

const command = (name: string, program: string, args: readonly string[]): Wall => ({
  name,
  holds: () => {
    const result = spawnSync(program, args, { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
    return { ok: result.status === 0, words: `${result.stdout}${result.stderr}` };
  },
});

const WALLS: readonly Wall[] = [
  command('types (tsgo)', bin('tsgo'), ['-b']),
  command('lint and format (biome)', bin('biome'), ['ci', '--reporter=summary', '.']),
  command('arrows between rooms (dependency-cruiser)', bin('depcruise'), [
    '--config',
    '.dependency-cruiser.cjs',
    '--output-type',
    'err-long',
    'models',
    'services',
    'billing',
    'workflows',
    'graphql',
    'infra',
    'e2e',
  ]),
  command('dead code (knip)', bin('knip'), ['--no-progress', '--no-config-hints']),
  command('workflow bundle', process.execPath, [
    '--no-warnings',
    '--import',
    'tsx',
    'workflows/workers/bundle-main.ts',
  ]),
  { name: 'generated code', holds: () => staleGeneratedFiles(root) },
];

let failed = 0;
for (const wall of WALLS) {
  const started = performance.now();
  const { ok, words } = wall.holds();
  process.stdout.write(`  ${ok ? '✓' : '✗'} ${wall.name} ${((performance.now() - started) / 1000).toFixed(1)} s\n`);
  if (!ok) {
    failed += 1;
    process.stdout.write(`${words.trim().split('\n').slice(-60).join('\n')}\n\n`);
  }
}
process.stdout.write(
  failed === 0 ? '\n  The house stands.\n' : `\n  ${failed} of ${WALLS.length} walls do not hold.\n`,
);
process.exit(failed === 0 ? 0 : 1);
