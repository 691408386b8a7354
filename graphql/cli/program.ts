// The command's index: every subcommand, common options, and how an error becomes an exit code.
import { Command, CommanderError } from 'commander';
import { type CommandContext, createCommandContext } from './command-context.ts';
import { addCheck } from './commands/check.ts';
import { addLogin } from './commands/login.ts';
import { addProducts } from './commands/products.ts';
import { addResult } from './commands/result.ts';
import { addSample } from './commands/sample.ts';
import { addStatus } from './commands/status.ts';
import { addUpload } from './commands/upload.ts';
import { addUsage } from './commands/usage.ts';
import { addVerifyStatement } from './commands/verify-statement.ts';
import { addWhoami } from './commands/whoami.ts';
import type { Environment } from './config.ts';
import { CommandError, EXIT, type ExitCode } from './exit-code.ts';
import { paint, plain, type Terminal } from './terminal/terminal.ts';

const VERSION = '0.1.0';
const COMMANDS = [
  addUpload,
  addStatus,
  addResult,
  addCheck,
  addSample,
  addProducts,
  addUsage,
  addVerifyStatement,
  addLogin,
  addWhoami,
];

/** Everything outside that a run of the command touches. */
export type Run = {
  readonly terminal: Terminal;
  readonly env: Environment;
  readonly checkout: string;
  readonly signal: AbortSignal;
  readonly readLine: (prompt: string) => Promise<string>;
};

// The language decides the help texts, so it is known before commander parses.
const langIn = (args: readonly string[]): string | undefined => {
  const at = args.findIndex((arg) => arg === '--lang' || arg.startsWith('--lang='));
  return at < 0 ? undefined : (args[at]?.split('=')[1] ?? args[at + 1]);
};

const programOf = (context: CommandContext): Command => {
  const { say, terminal } = context;
  const program = new Command('hounsfield')
    .description(say('about'))
    .version(VERSION)
    .option('--lang <language>', say('optLang'))
    .addHelpText('after', `\n${say('exitCodes')}\n`)
    .configureOutput({ writeOut: terminal.out, writeErr: terminal.err })
    .showHelpAfterError()
    .exitOverride();
  for (const add of COMMANDS) add(program, context);
  for (const command of program.commands) {
    command.option('--lang <language>', say('optLang'));
    command.copyInheritedSettings(program);
  }
  return program;
};

/** Runs the command line `args` (without node and script) and answers its exit code. Never throws for an expected "no". */
export const runCommand = async (args: readonly string[], run: Run): Promise<ExitCode> => {
  let code: ExitCode = EXIT.done;
  const exit = (said: ExitCode): void => {
    code = said;
  };
  const context = createCommandContext({ ...run, exit, lang: langIn(args) });
  try {
    await programOf(context).parseAsync([...args], { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
    if (run.signal.aborted) {
      run.terminal.err(`\n${context.say('interrupted')}\n`);
      return EXIT.interrupted;
    }
    if (!(error instanceof CommandError)) throw error;
    if (args.includes('--json'))
      run.terminal.out(`${JSON.stringify({ error: { code: error.code ?? null, message: error.message } })}\n`);
    run.terminal.err(`${paint(run.terminal, 'red', 'hounsfield:')} ${plain(error.message)}\n`);
    return error.exitCode;
  }
};
