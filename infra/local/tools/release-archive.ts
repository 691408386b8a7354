// Official release archives: download, check against the publisher's SHA-256 list, take one member out.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import type { Tool } from './manifest.ts';

const run = promisify(execFile);
const CHECKSUMS_TIMEOUT_MS = 8_000;
const ARCHIVE_TIMEOUT_MS = 300_000;

const ARCH: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' };
const MACHINE: Readonly<Record<string, string>> = { x64: 'x86_64', arm64: 'arm64' };

const expand = (template: string, version: string): string =>
  template
    .replaceAll('{version}', version)
    .replaceAll('{os}', process.platform)
    .replaceAll('{Os}', process.platform.charAt(0).toUpperCase() + process.platform.slice(1))
    .replaceAll('{arch}', ARCH[process.arch] ?? process.arch)
    .replaceAll('{machine}', MACHINE[process.arch] ?? process.arch);

const download = async (url: string, timeoutMs: number): Promise<Buffer> => {
  const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) }).catch(() => {
    throw new Error(`cannot reach ${new URL(url).hostname}`);
  });
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return Buffer.from(await response.arrayBuffer());
};

/** Writes the tool's binary from its release archive to `target`; throws when it cannot be had or vouched for. */
export const fetchReleaseMember = async (tool: Tool, target: string): Promise<void> => {
  const url = expand(tool.archive.url, tool.version);
  const sums = (await download(expand(tool.archive.checksums, tool.version), CHECKSUMS_TIMEOUT_MS)).toString('utf8');
  const expected = sums
    .split('\n')
    .find((line) => line.trim().endsWith(basename(url)))
    ?.trim()
    .split(/\s+/)[0];
  if (expected === undefined) throw new Error(`the publisher lists no checksum for ${basename(url)}`);
  const bytes = await download(url, ARCHIVE_TIMEOUT_MS);
  if (createHash('sha256').update(bytes).digest('hex') !== expected)
    throw new Error(`${basename(url)} does not match its published checksum`);
  const folder = await mkdtemp(join(tmpdir(), 'hounsfield-tool-'));
  try {
    await writeFile(join(folder, 'archive.tar.gz'), bytes);
    await run('tar', ['-xzf', 'archive.tar.gz'], { cwd: folder });
    const { stdout } = await run('find', [folder, '-type', 'f', '-name', tool.archive.member]);
    const member = stdout.split('\n')[0];
    if (!member) throw new Error(`${basename(url)} holds no ${tool.archive.member}`);
    await copyFile(member, target);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};
