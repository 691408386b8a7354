// `hounsfield check`: what would be accepted, file by file, without touching the network.
import { type CheckLine, checkFolder, startPixelDecoder } from '@hounsfield/dicom';
import type { AddCommand } from '../command-context.ts';
import { CommandError, EXIT } from '../exit-code.ts';
import { paint, plain } from '../terminal/terminal.ts';

export const addCheck: AddCommand = (program, context) => {
  const { say, terminal } = context;
  const show = ({ file, accepted, code, message }: CheckLine): string =>
    accepted
      ? `${paint(terminal, 'green', '✓')} ${plain(file)}`
      : `${paint(terminal, 'red', '✗')} ${plain(file)}  ${code}: ${plain(message ?? '')}`;

  program
    .command('check')
    .description(say('aboutCheck'))
    .argument('<paths...>')
    .option('--json', say('optJson'))
    .addHelpText('after', `\n${say('examples')}\n  hounsfield check ./study --json | jq 'select(.accepted | not)'\n`)
    .action(async (paths: readonly string[], { json }: { readonly json?: true }) => {
      let [total, refused] = [0, 0];
      const decoder = startPixelDecoder();
      try {
        for (const path of paths)
          for await (const line of checkFolder(path, decoder)) {
            context.signal.throwIfAborted();
            total += 1;
            if (!line.accepted) refused += 1;
            terminal.out(`${json ? JSON.stringify(line) : show(line)}\n`);
          }
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
        throw new CommandError(EXIT.usage, say('noSuchPath', { path: (error as NodeJS.ErrnoException).path ?? '' }));
      } finally {
        await decoder.close();
      }
      if (!json)
        terminal.err(`${refused > 0 ? say('refusedCount', { refused, total }) : say('acceptedCount', { total })}\n`);
      if (refused > 0) context.exit(EXIT.partial);
    });
};
