// Where the command speaks: results on standard output, everything for people's eyes only on standard error.

/** Standard streams, or a test's. */
export type Terminal = {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Progress bars only where a person watches. */
  readonly isInteractive: boolean;
  readonly columns: number;
  readonly color: boolean;
};

/** The process's own terminal; `NO_COLOR` (no-color.org) is obeyed. */
export const processTerminal = (env: Readonly<Record<string, string | undefined>>): Terminal => ({
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  isInteractive: process.stderr.isTTY === true && env.TERM !== 'dumb',
  columns: process.stderr.columns ?? 80,
  color: process.stdout.isTTY === true && (env.NO_COLOR ?? '') === '' && env.TERM !== 'dumb',
});

type Style = 'green' | 'red' | 'yellow' | 'dim';
const CODES: Readonly<Record<Style, number>> = { green: 32, red: 31, yellow: 33, dim: 2 };

/** Colours a word where the terminal shows colours. */
export const paint = ({ color }: Terminal, style: Style, text: string): string =>
  color ? `\u001b[${CODES[style]}m${text}\u001b[0m` : text;

/** Text from elsewhere without control characters: a file name must not move the cursor. */
export const plain = (text: string): string => text.replace(/\p{Cc}|[\u202a-\u202e\u2066-\u2069]/gu, '\u{fffd}');
