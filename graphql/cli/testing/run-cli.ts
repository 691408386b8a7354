// Runs the command in-process with a terminal, a home and an environment of its own.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ExitCode, runCommand } from '../index.ts';

export type CliResult = { readonly code: ExitCode; readonly out: string; readonly err: string };

export type CliBench = {
  readonly folder: string;
  /** Runs one command line; `env` is added to the bench's own. */
  readonly run: (args: readonly string[], env?: Record<string, string>, signal?: AbortSignal) => Promise<CliResult>;
  /** What it says on standard output, parsed. */
  readonly json: <Value>(args: readonly string[], env?: Record<string, string>) => Promise<Value>;
  readonly remove: () => Promise<void>;
};

/** A bench whose command knows `env` and nothing of the machine it runs on. */
export const createCliBench = async (env: Record<string, string> = {}): Promise<CliBench> => {
  const folder = await mkdtemp(join(tmpdir(), 'hounsfield-cli-'));
  const run: CliBench['run'] = async (args, more = {}, signal = new AbortController().signal) => {
    let [out, err] = ['', ''];
    const terminal = {
      out: (text: string) => {
        out += text;
      },
      err: (text: string) => {
        err += text;
      },
      isInteractive: false,
      columns: 100,
      color: false,
    };
    const home = { HOME: folder, XDG_CONFIG_HOME: join(folder, 'config'), XDG_STATE_HOME: join(folder, 'state') };
    const readLine = async () => more.TYPED ?? '';
    const code = await runCommand(args, {
      terminal,
      env: { ...home, ...env, ...more },
      checkout: folder,
      signal,
      readLine,
    });
    return { code, out, err };
  };
  return {
    folder,
    run,
    json: async (args, more) => JSON.parse((await run([...args, '--json'], more)).out.trim().split('\n').at(-1) ?? ''),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
};
