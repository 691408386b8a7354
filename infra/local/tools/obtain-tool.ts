// Obtains one tool: environment variable, PATH, cache, official release archive, then `go install`, in that order.
import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { access, chmod, mkdir, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { Tool } from './manifest.ts';
import { fetchReleaseMember } from './release-archive.ts';

type Note = (detail: string) => void;

const cacheFolder = (): string => process.env.HOUNSFIELD_CACHE ?? join(homedir(), '.cache', 'hounsfield', 'tools');

const isExecutable = (path: string): Promise<boolean> =>
  access(path, constants.X_OK).then(
    () => true,
    () => false,
  );

const fromPath = (name: string): string | undefined =>
  (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });

const goInstall = (tool: Tool, folder: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const child = spawn('go', ['install', '-ldflags', '-s -w', `${tool.go}@v${tool.version}`], {
      env: { ...process.env, GOBIN: folder, GOFLAGS: '' },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let words = '';
    child.stderr.on('data', (chunk) => {
      words = `${words}${chunk}`.slice(-2000);
    });
    child.on('error', () => reject(new Error('Go was not found')));
    child.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`go install failed: ${words}`))));
  });

/** The path of a tool's binary. Throws with what to do when no source has it. */
export const obtainTool = async (tool: Tool, note: Note): Promise<string> => {
  const named = process.env[tool.environment];
  if (named !== undefined) {
    if (await isExecutable(named)) return named;
    throw new Error(
      `${tool.environment} names ${named}, which cannot be run. Point it at a ${tool.name} ${tool.version} binary or unset it.`,
    );
  }
  const onPath = fromPath(tool.name);
  if (onPath !== undefined) return onPath;
  const folder = join(cacheFolder(), `${tool.name}-${tool.version}`);
  const cached = join(folder, tool.name);
  if (await isExecutable(cached)) return cached;
  await mkdir(folder, { recursive: true });
  note(`looking for the official ${tool.name} ${tool.version} archive`);
  const partial = join(folder, `.partial-${process.pid}`);
  try {
    const archiveProblem = await fetchReleaseMember(tool, partial).then(
      () => undefined,
      (error: Error) => error.message,
    );
    if (archiveProblem === undefined) {
      await chmod(partial, 0o755);
      await rename(partial, cached);
      return cached;
    }
    note(
      `building ${tool.name} ${tool.version} from source with Go, about ${tool.buildMinutes} min on two cores, once`,
    );
    await mkdir(partial, { recursive: true });
    await goInstall(tool, partial).catch((error: Error) => {
      throw new Error(
        `${tool.name} ${tool.version} could not be obtained.\n    release archive: ${archiveProblem}\n    go install: ${error.message}\n` +
          `    Install Go 1.26 or newer, or download ${tool.name} yourself and set ${tool.environment} to its path.`,
      );
    });
    await rename(join(partial, tool.goBinary), cached);
    return cached;
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
};
