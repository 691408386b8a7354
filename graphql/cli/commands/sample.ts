// `hounsfield sample`: a generated study to try a product with, and the figures that are true of it. Needs no network.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ctPhantom, radiographPhantom } from '@hounsfield/phantoms';
import { Argument, InvalidArgumentError } from 'commander';
import type { AddCommand } from '../command-context.ts';
import { CommandError, EXIT } from '../exit-code.ts';

type Options = {
  readonly out: string;
  readonly seed: number;
  readonly size?: number;
  readonly slices?: number;
  readonly json?: true;
};

const parseCount = (text: string): number => {
  const count = Number(text);
  if (!Number.isSafeInteger(count) || count < 0) throw new InvalidArgumentError('0, 1, 2, ...');
  return count;
};

const phantom = (kind: 'ct' | 'xray', { seed, size, slices }: Options) => {
  const sized = size === undefined ? { seed } : { seed, size };
  return kind === 'ct' ? ctPhantom(slices === undefined ? sized : { ...sized, slices }) : radiographPhantom(sized);
};

export const addSample: AddCommand = (program, context) => {
  const { say, terminal } = context;
  program
    .command('sample')
    .description(say('aboutSample'))
    .addArgument(new Argument('<kind>').choices(['ct', 'xray']))
    .requiredOption('--out <folder>', say('optOut'))
    .option('--seed <number>', say('optSeed'), parseCount, 1)
    .option('--size <pixels>', say('optSize'), parseCount)
    .option('--slices <count>', say('optSlices'), parseCount)
    .option('--json', say('optJson'))
    .addHelpText(
      'after',
      `\n${say('examples')}\n  hounsfield sample ct --seed 7 --out ./ct\n  hounsfield sample xray --out ./xray\n`,
    )
    .action(async (kind: 'ct' | 'xray', options: Options) => {
      const { files, truth } = generated(kind, options);
      const { out, json } = options;
      await mkdir(out, { recursive: true });
      for (const [index, bytes] of files.entries())
        await writeFile(join(out, `${String(index + 1).padStart(4, '0')}.dcm`), bytes);
      const truthFile = join(out, 'truth.json');
      await writeFile(truthFile, `${JSON.stringify(truth, undefined, 2)}\n`);
      if (json) return terminal.out(`${JSON.stringify({ folder: out, files: files.length, truth })}\n`);
      terminal.err(`${say('wrote', { count: files.length, folder: out })} ${say('truth', { file: truthFile })}\n`);
    });
};

const generated = (kind: 'ct' | 'xray', options: Options) => {
  try {
    return phantom(kind, options);
  } catch (error) {
    if (error instanceof RangeError) throw new CommandError(EXIT.usage, error.message, 'BAD_SAMPLE');
    throw error;
  }
};
