// What every command is given: the terminal, the language, the environment, and the server when it asks for it.
import type { Command } from 'commander';
import { type Connection, type Environment, languageOf, readSettings } from './config.ts';
import { CommandError, EXIT, type ExitCode } from './exit-code.ts';
import { GatewayClient } from './gateway-client.ts';
import { type Language, type Say, sayIn } from './messages/language.ts';
import type { Terminal } from './terminal/terminal.ts';

export type CommandContext = {
  readonly terminal: Terminal;
  readonly env: Environment;
  /** Where `.hounsfield/cli.json` of a running local stack may lie. */
  readonly checkout: string;
  readonly language: Language;
  readonly say: Say;
  /** Ends what is under way when the person presses Ctrl-C. */
  readonly signal: AbortSignal;
  /** Standard input's first line, for a secret. */
  readonly readLine: (prompt: string) => Promise<string>;
  /** The command's result: the last one said decides the exit code. */
  readonly exit: (code: ExitCode) => void;
  /** The configured server; throws a usage or auth error that says how to configure it. */
  readonly client: () => Promise<GatewayClient>;
};

/** Adds one command to the program; the index of all of them is `program.ts`. */
export type AddCommand = (program: Command, context: CommandContext) => void;

type Parts = Pick<CommandContext, 'terminal' | 'env' | 'checkout' | 'signal' | 'readLine' | 'exit'> & {
  readonly lang: string | undefined;
};

export const createCommandContext = ({ lang, ...parts }: Parts): CommandContext => {
  const language = languageOf(parts.env, lang);
  const say = sayIn(language);
  return {
    ...parts,
    language,
    say,
    client: async () => {
      const { url, apiKey } = await readSettings(parts.env, parts.checkout);
      if (url === undefined) throw new CommandError(EXIT.usage, say('noUrl'), 'NO_URL');
      if (apiKey === undefined) throw new CommandError(EXIT.auth, say('noApiKey'), 'NO_API_KEY');
      const connection: Connection = { url, apiKey };
      return new GatewayClient(connection, language, say);
    },
  };
};
