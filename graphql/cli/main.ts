// The `hounsfield` process: the real terminal and environment around the command.
import { createInterface } from 'node:readline/promises';
import { CHECKOUT, processEnvironment } from './config.ts';
import { runCommand } from './program.ts';
import { processTerminal } from './terminal/terminal.ts';

const env = processEnvironment();
const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => {
    interrupted.abort();
    // A second Ctrl-C does not wait for anything.
    process.once(signal, () => process.exit(130));
  });

const readLine = async (prompt: string): Promise<string> => {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await lines.question(prompt);
  } finally {
    lines.close();
  }
};

// A reader that closes the pipe (`| head`) is no error of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

const terminal = processTerminal(env);
const run = { terminal, env, checkout: CHECKOUT, signal: interrupted.signal, readLine };
process.exitCode = await runCommand(process.argv.slice(2), run);
