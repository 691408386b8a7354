// The tool manifest: servers that npm does not carry, each with its version and where it may be had.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const archive = z.object({
  /** Placeholders: {version} {os} {Os} {arch} {machine}. */
  url: z.string(),
  /** The publisher's list of SHA-256 sums; an archive it does not vouch for is not used. */
  checksums: z.string(),
  member: z.string(),
});

const tool = z.object({
  name: z.string(),
  version: z.string(),
  /** Environment variable that may name the binary. */
  environment: z.string(),
  /** Go package to build when no archive can be had; the Go checksum database vouches for it. */
  go: z.string(),
  goBinary: z.string(),
  /** How long a build takes on two cores, for the progress line. */
  buildMinutes: z.number(),
  testsOnly: z.boolean().default(false),
  archive,
});

export type Tool = z.infer<typeof tool>;

/** Every tool of the manifest, in order. */
export const toolManifest = (): readonly Tool[] =>
  z.array(tool).parse(JSON.parse(readFileSync(join(import.meta.dirname, 'manifest.json'), 'utf8')));
