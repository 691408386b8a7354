// The wall around workflow code: it bundles as it stands, comes from the cache, and a Node built-in cannot enter it.
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { workflowBundle } from './workflow-bundle.ts';

const silent = new DefaultLogger('ERROR', () => undefined);

test('the workflows bundle, with the contract and without any service', async () => {
  const { codePath } = await workflowBundle(silent);
  const code = await readFile(codePath, 'utf8');
  const modules = [...code.matchAll(/^\/\*\*\*\/ "(\.[^"]+)"/gm)].map((match) => match[1] as string);
  expect(modules).toContain('./workflows/definitions/diagnose-study.workflow.ts');
  expect(modules.filter((name) => /^\.\/(services|billing|models|graphql|infra)\//.test(name))).toEqual([]);
  expect(modules.filter((name) => /^\.\/workflows\/(activities|workers|starter)\//.test(name))).toEqual([]);
});

test('a second start takes the bundle from the cache', async () => {
  const first = await workflowBundle(silent);
  const written = (await stat(first.codePath)).mtimeMs;
  const before = performance.now();
  const second = await workflowBundle(silent);
  expect(second).toEqual(first);
  expect(performance.now() - before).toBeLessThan(500);
  expect((await stat(second.codePath)).mtimeMs).toBe(written);
});

/** Bundles one file of workflow code as if it were a definition; answers what the bundler had to say. */
const bundle = async (code: string): Promise<'bundled' | string> => {
  const cache = join(import.meta.dirname, '../../node_modules/.cache');
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, 'wall-'));
  const workflowsPath = join(folder, 'index.js');
  await writeFile(workflowsPath, code);
  const said: string[] = [];
  const logger = new DefaultLogger('ERROR', ({ message }) => void said.push(message));
  try {
    return await bundleWorkflowCode({ workflowsPath, logger }).then(
      () => 'bundled',
      (error: Error) => [error.message, ...said].join('\n'),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

test('a workflow that reaches for a Node built-in does not bundle', async () => {
  const using = (module: string) =>
    `import { readFileSync } from '${module}';\nexport const bad = () => readFileSync('x');\n`;
  expect(await bundle('export const good = () => 1;\n')).toBe('bundled');
  expect(await bundle(using('node:fs'))).toContain('node:fs');
  expect(await bundle(using('fs'))).toMatch(/disallowed modules[\s\S]*'fs'/);
});
