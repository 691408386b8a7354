// Settings of the command: environment first, then the local stack's own `cli.json`, then the user's.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { Language } from './messages/language.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

const connection = z.object({ url: z.url(), apiKey: z.string().min(1) });

/** Where the server is and who calls it. */
export type Connection = z.infer<typeof connection>;

/** The checkout this command is part of. */
export const CHECKOUT = join(import.meta.dirname, '../..');

const configFolder = (env: Environment): string => env.XDG_CONFIG_HOME ?? join(env.HOME ?? homedir(), '.config');
const userFile = (env: Environment): string => join(configFolder(env), 'hounsfield/cli.json');

/** Where unfinished uploads are remembered. */
export const stateFolder = (env: Environment): string =>
  join(env.XDG_STATE_HOME ?? join(env.HOME ?? homedir(), '.local/state'), 'hounsfield/uploads');

const readConnection = async (path: string): Promise<Partial<Connection>> => {
  const text = await readFile(path, 'utf8').catch(() => '{}');
  const parsed = connection.partial().safeParse(JSON.parse(text));
  return parsed.success ? (parsed.data as Partial<Connection>) : {};
};

const originOf = (url: string): string | undefined => (URL.canParse(url) ? new URL(url).origin : undefined);

/** What is known of the connection; either half may be missing. A key that was kept for one server never goes to another. */
export const readSettings = async (env: Environment, checkout: string): Promise<Partial<Connection>> => {
  const stack = env.HOUNSFIELD_STATE ?? join(checkout, '.hounsfield');
  const kept = await Promise.all([join(stack, 'cli.json'), userFile(env)].map(readConnection));
  const url = env.HOUNSFIELD_URL ?? kept.find((each) => each.url !== undefined)?.url;
  if (url === undefined) return {};
  const ofServer = kept.find((each) => each.url !== undefined && originOf(each.url) === originOf(url));
  const apiKey = env.HOUNSFIELD_API_KEY ?? ofServer?.apiKey;
  return apiKey === undefined ? { url } : { url, apiKey };
};

/** Keeps a connection for this user, readable by nobody else; answers where. */
export const saveConnection = async (env: Environment, settings: Connection): Promise<string> => {
  const path = userFile(env);
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await writeFile(path, `${JSON.stringify(settings, undefined, 2)}\n`, { mode: 0o600 });
  return path;
};

/** The language people are spoken to in: `--lang`, HOUNSFIELD_LANG, then the locale of the terminal. */
export const languageOf = (env: Environment, chosen: string | undefined): Language => {
  const wanted = chosen ?? env.HOUNSFIELD_LANG ?? env.LC_ALL ?? env.LC_MESSAGES ?? env.LANG ?? 'en';
  return wanted.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en';
};

/** The process's own environment. */
export const processEnvironment = (): Environment => process.env;
