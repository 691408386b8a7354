// `hounsfield login`: tries a server and an API key, and keeps them when they work.
import type { AddCommand } from '../command-context.ts';
import { readSettings, saveConnection } from '../config.ts';
import { CommandError, EXIT } from '../exit-code.ts';
import { GatewayClient } from '../gateway-client.ts';
import { WhoAmIDocument } from '../generated/operations.ts';

type Options = { readonly url?: string; readonly apiKey?: string };

export const addLogin: AddCommand = (program, context) => {
  const { say, terminal, env, language } = context;
  program
    .command('login')
    .description(say('aboutLogin'))
    .option('--url <url>', say('optUrl'))
    .option('--api-key <key>', say('optApiKey'))
    .addHelpText('after', `\n${say('examples')}\n  hounsfield login --url https://console.example\n`)
    .action(async (options: Options) => {
      const url = options.url ?? (await readSettings(env, context.checkout)).url;
      if (url === undefined) throw new CommandError(EXIT.usage, say('noUrl'), 'NO_URL');
      const apiKey = options.apiKey ?? (await context.readLine(say('askApiKey'))).trim();
      const { viewer } = await new GatewayClient({ url, apiKey }, language, say).send(WhoAmIDocument, {});
      if (viewer === null) throw new CommandError(EXIT.auth, say('badApiKey'), 'UNAUTHENTICATED');
      const path = await saveConnection(env, { url, apiKey });
      const values = { name: viewer.displayName, organisation: viewer.organisation.name, path };
      terminal.err(`${say('loggedIn', values)}\n`);
    });
};
