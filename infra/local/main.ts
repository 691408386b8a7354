// `npm start`: everything up, with progress; ends by telling the newcomer where to click.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { buildConsole } from './console-build.ts';
import { firstStudy } from './first-study.ts';
import { endLeftoverPostgres, endLeftovers } from './leftovers.ts';
import { step } from './progress.ts';
import { type RunningStack, startStack } from './stack.ts';
import { forgetState } from './state.ts';
import { lockState } from './state-lock.ts';
import { obtainTools } from './tools/tool-paths.ts';
import { welcome } from './welcome.ts';

const root = join(import.meta.dirname, '../..');
const folder = process.env.HOUNSFIELD_STATE ?? join(root, '.hounsfield');
const started = performance.now();

const main = async (): Promise<void> => {
  const unknown = process.argv.slice(2).filter((argument) => argument !== '--fresh');
  if (unknown.length > 0) {
    process.stderr.write(
      `Unknown option ${unknown.join(' ')}. The one option is --fresh (forget everything and start anew).\n`,
    );
    process.exit(2);
  }
  process.stdout.write('\nHounsfield\n');
  await mkdir(folder, { recursive: true });
  const release = await lockState(folder).catch((error: Error) => {
    process.stderr.write(`  ${error.message}\n`);
    process.exit(1);
  });
  const leftovers = endLeftovers(folder, [root, folder]) + Number(await endLeftoverPostgres(join(folder, 'postgres')));
  if (leftovers > 0) process.stdout.write(`  ended ${leftovers} processes that an earlier start left behind\n`);
  if (process.argv.includes('--fresh')) await forgetState(folder);
  const halt = new AbortController();
  let stack: RunningStack | undefined;
  let stopping: Promise<never> | undefined;
  const stop = (status: number): Promise<never> => {
    stopping ??= (async () => {
      process.stdout.write('\n  stopping ...\n');
      halt.abort();
      await stack?.stop();
      await release();
      process.stdout.write('  stopped\n');
      process.exit(status);
    })();
    return stopping;
  };
  const interrupted = new Promise<never>((_, reject) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.on(signal, () => {
        halt.abort();
        if (stack === undefined) reject(new Error('interrupted'));
        else void stop(0);
      });
    }
  });
  interrupted.catch(() => undefined);
  const bringUp = async (): Promise<void> => {
    const tools = await Promise.race([obtainTools({ forTests: false }), interrupted]);
    await Promise.race([
      step('console', async (note) => note((await buildConsole(root)) ? 'built' : 'up to date')),
      interrupted,
    ]);
    const running = await startStack({
      root,
      folder,
      tools,
      signal: halt.signal,
      report: (line) => process.stdout.write(`  ! ${line}\n`),
    });
    stack = running;
    const first = await step('first study', () => firstStudy(root, folder, running));
    process.stdout.write(welcome(running, first, (performance.now() - started) / 1000, folder));
  };
  await bringUp().catch((error: unknown) => {
    if (!halt.signal.aborted) process.stderr.write(`\n  ${error instanceof Error ? error.message : String(error)}\n`);
    return stop(halt.signal.aborted ? 130 : 1);
  });
};

await main();
