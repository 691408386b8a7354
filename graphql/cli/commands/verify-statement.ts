// `hounsfield verify-statement`: recomputes every share, total, root and signature of a statement file, offline.
import { readFile } from 'node:fs/promises';
import { type Verification, verifyStatement } from '@hounsfield/statement';
import type { AddCommand } from '../command-context.ts';
import { CommandError, EXIT } from '../exit-code.ts';
import { paint, plain } from '../terminal/terminal.ts';

type Options = { readonly key: string; readonly previousRoot?: string; readonly json?: true };

/** Problems shown to people; scripts get all of them. */
const SHOWN = 20;

export const addVerifyStatement: AddCommand = (program, context) => {
  const { say, terminal } = context;

  const read = async (path: string): Promise<string> => {
    try {
      return await readFile(path, 'utf8');
    } catch {
      throw new CommandError(EXIT.usage, say('noSuchPath', { path }), 'NO_SUCH_PATH');
    }
  };

  const show = ({ holds, problems, totals }: Verification): void => {
    if (holds && totals !== undefined) {
      const words = say('statementValid', { lines: totals.entries, root: totals.root });
      terminal.out(`${paint(terminal, 'green', '✓')} ${words}\n`);
      return;
    }
    terminal.out(`${paint(terminal, 'red', '✗')} ${say('statementInvalid', { count: problems.length })}\n`);
    for (const { line, field, stated, recomputed } of problems.slice(0, SHOWN))
      terminal.out(
        `  ${say('statementProblem', { line, field, stated: plain(stated), recomputed: plain(recomputed) })}\n`,
      );
  };

  program
    .command('verify-statement')
    .description(say('aboutVerifyStatement'))
    .argument('<file>')
    .requiredOption('--key <file>', say('optKey'))
    .option('--previous-root <hash>', say('optPreviousRoot'))
    .option('--json', say('optJson'))
    .addHelpText('after', `\n${say('examples')}\n  hounsfield verify-statement 2026-11.jsonl --key platform.pem\n`)
    .action(async (file: string, { key, previousRoot, json }: Options) => {
      const verification = verifyStatement(await read(file), { publicKey: await read(key), previousRoot });
      if (json) terminal.out(`${JSON.stringify(verification)}\n`);
      else show(verification);
      if (!verification.holds) context.exit(EXIT.partial);
    });
};
