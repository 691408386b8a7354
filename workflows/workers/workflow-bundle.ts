// The workflow bundle: built once for each state of the sources, kept in the cache, and loaded from there by every start.
import { mkdir, readdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { sha256Hex } from '@hounsfield/kernel';
import { bundleWorkflowCode, type Logger } from '@temporalio/worker';

const { resolve } = createRequire(import.meta.url);
const DEFINITIONS = resolve('@hounsfield/workflow-definitions');
const CONTRACT = resolve('@hounsfield/workflow-contract');
const SDK = resolve('@temporalio/workflow/package.json');

/** `node_modules/.cache` of the checkout. */
const CACHE = join(dirname(SDK), '..', '..', '.cache', 'hounsfield');

const sources = async (entry: string): Promise<readonly string[]> => {
  const folder = dirname(entry);
  const files = await readdir(folder);
  return files
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !file.endsWith('.d.ts'))
    .sort()
    .map((file) => join(folder, file));
};

/** SHA-256 over the definitions, the contract and the SDK's version: equal for equal workflow code. */
export const bundleHash = async (): Promise<string> => {
  const { version } = JSON.parse(await readFile(SDK, 'utf8')) as { version: string };
  const files = [...(await sources(DEFINITIONS)), ...(await sources(CONTRACT))];
  const hashes = await Promise.all(files.map(async (file) => sha256Hex(await readFile(file))));
  return sha256Hex([version, ...hashes].join('\n'));
};

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

/** The path of the bundle of the workflows as they are now; builds it when the cache does not hold it yet. */
export const workflowBundle = async (logger: Logger): Promise<{ readonly codePath: string; readonly hash: string }> => {
  const hash = await bundleHash();
  const codePath = join(CACHE, `workflows-${hash.slice(0, 32)}.js`);
  if (!(await exists(codePath))) {
    const { code } = await bundleWorkflowCode({ workflowsPath: DEFINITIONS, logger });
    await mkdir(CACHE, { recursive: true });
    const partial = `${codePath}.${process.pid}`;
    await writeFile(partial, code);
    await rename(partial, codePath);
  }
  return { codePath, hash };
};
