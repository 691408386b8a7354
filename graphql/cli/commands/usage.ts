// `hounsfield usage`: reads and what they cost, month by month.
import type { AddCommand } from '../command-context.ts';
import { UsageDocument } from '../generated/operations.ts';
import { formatMoney } from '../terminal/format-money.ts';

export const addUsage: AddCommand = (program, context) => {
  const { say, terminal, language } = context;
  program
    .command('usage')
    .description(say('aboutUsage'))
    .option('--json', say('optJson'))
    .action(async ({ json }: { readonly json?: true }) => {
      const { usageMonths } = await (await context.client()).send(UsageDocument, {});
      if (json) return terminal.out(`${JSON.stringify(usageMonths)}\n`);
      if (usageMonths.length === 0) terminal.err(`${say('noUsage')}\n`);
      for (const { month, reads, net } of usageMonths)
        terminal.out(`${say('reads', { month, reads, net: formatMoney(net, language) })}\n`);
    });
};
