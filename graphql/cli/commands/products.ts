// `hounsfield products`: what is on offer and what a read costs the caller now.
import { InvalidArgumentError } from 'commander';
import type { AddCommand } from '../command-context.ts';
import { type Lane, ProductsDocument } from '../generated/operations.ts';
import { formatMoney } from '../terminal/format-money.ts';

const LANES: readonly Lane[] = ['STAT', 'ROUTINE', 'OFF_PEAK'];

/** Parses `--lane`. */
export const parseLane = (text: string): Lane => {
  const lane = LANES.find((each) => each === text.toUpperCase().replace('-', '_'));
  if (lane === undefined) throw new InvalidArgumentError(LANES.join(', '));
  return lane;
};

export const addProducts: AddCommand = (program, context) => {
  const { say, terminal, language } = context;
  program
    .command('products')
    .description(say('aboutProducts'))
    .option('--lane <lane>', say('optLane'), parseLane, 'ROUTINE')
    .option('--json', say('optJson'))
    .action(async ({ lane, json }: { readonly lane: Lane; readonly json?: true }) => {
      const { products } = await (await context.client()).send(ProductsDocument, { lane });
      if (json) return terminal.out(`${JSON.stringify(products)}\n`);
      for (const { id, name, modality, modelVersion, summary, price } of products) {
        const cost = price === null ? say('noPrice') : formatMoney(price.price, language);
        terminal.out(
          `${id.padEnd(20)} ${modality.padEnd(4)} ${modelVersion.padEnd(8)} ${cost.padStart(12)}  ${name}\n`,
        );
        terminal.out(`${' '.repeat(20)} ${summary}\n`);
      }
    });
};
