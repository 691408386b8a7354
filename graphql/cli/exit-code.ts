// Exit codes of the command, and the errors that end it with one of them.

/** Scripts build on these: they never change their meaning. */
export const EXIT = {
  done: 0,
  /** Some of it was refused or did not complete. */
  partial: 1,
  /** The command line itself is wrong. */
  usage: 2,
  /** Nobody is signed in, or may not do this. */
  auth: 3,
  /** The server cannot be reached, or failed. */
  network: 4,
  /** Ctrl-C or a signal ended it; the same command goes on where it stopped. */
  interrupted: 130,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Ends the command with one sentence for people and a code for scripts. */
export class CommandError extends Error {
  override name = 'CommandError';
  readonly exitCode: ExitCode;
  /** A machine code where there is one, e.g. `PRICE_CHANGED`. */
  readonly code: string | undefined;

  constructor(exitCode: ExitCode, message: string, code?: string) {
    super(message);
    this.exitCode = exitCode;
    this.code = code;
  }
}
