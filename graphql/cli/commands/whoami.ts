// `hounsfield whoami`: whose API key is configured.
import type { AddCommand } from '../command-context.ts';
import { CommandError, EXIT } from '../exit-code.ts';
import { WhoAmIDocument } from '../generated/operations.ts';

export const addWhoami: AddCommand = (program, context) => {
  const { say, terminal } = context;
  program
    .command('whoami')
    .description(say('aboutWhoami'))
    .option('--json', say('optJson'))
    .action(async ({ json }: { readonly json?: true }) => {
      const client = await context.client();
      const { viewer } = await client.send(WhoAmIDocument, {});
      if (viewer === null) throw new CommandError(EXIT.auth, say('badApiKey'), 'UNAUTHENTICATED');
      const { displayName: name, organisation, roles } = viewer;
      const { url } = client.connection;
      if (json) {
        const { id, name: organisationName, kind } = organisation;
        terminal.out(`${JSON.stringify({ url, name, organisation: { id, name: organisationName, kind }, roles })}\n`);
      } else
        terminal.out(`${say('whoami', { name, organisation: organisation.name, roles: roles.join(', '), url })}\n`);
    });
};
