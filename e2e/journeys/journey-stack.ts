// A whole stack of its own for one journey file: real servers, real processes, throw-away data.
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hounsfield, obtainTools, type RunningStack, startStack, type ToolPaths } from '@hounsfield/infra/local';

export const ROOT = join(import.meta.dirname, '../..');

/** A running stack and the `hounsfield` command against it. */
export type JourneyStack = RunningStack & {
  readonly folder: string;
  /** Runs the command as the hospital's API key; its standard output. */
  readonly cli: (...args: readonly string[]) => Promise<string>;
};

const toolPaths = async (): Promise<ToolPaths> =>
  process.env.HOUNSFIELD_TOOLS === undefined
    ? obtainTools({ forTests: false })
    : (JSON.parse(process.env.HOUNSFIELD_TOOLS) as ToolPaths);

/** Starts a stack; `environment` is added to every product process. Stop it in `afterAll`. */
export const startJourneyStack = async (environment: Readonly<Record<string, string>> = {}): Promise<JourneyStack> => {
  const folder = await mkdtemp(join(tmpdir(), 'hounsfield-journey-'));
  await chmod(folder, 0o755);
  const stack = await startStack({
    root: ROOT,
    folder,
    tools: await toolPaths(),
    ephemeral: true,
    environment,
    report: () => undefined,
  });
  return {
    ...stack,
    folder,
    cli: (...args) => hounsfield(ROOT, stack, args),
    stop: async () => {
      await stack.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
};

/** The sign-in of a role in the demo's organisation whose name matches. */
export const signInOf = (
  stack: RunningStack,
  organisation: RegExp,
  role: RegExp,
): { email: string; password: string } => {
  const found = stack.seed.signIns.find((each) => organisation.test(each.organisation) && role.test(each.role));
  if (found === undefined) throw new Error(`no demo sign-in for ${role} of ${organisation}`);
  return found;
};
