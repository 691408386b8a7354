// The binaries a run needs, by name.

import { step } from '../progress.ts';
import { toolManifest } from './manifest.ts';
import { obtainTool } from './obtain-tool.ts';

export type ToolPaths = Readonly<Record<'temporal-server' | 'temporal-sql-tool' | 'versitygw', string>> &
  Readonly<Record<string, string>>;

/** Obtains every tool (those for tests only when asked), with progress; paths by name. */
export const obtainTools = async ({ forTests }: { readonly forTests: boolean }): Promise<ToolPaths> => {
  const paths: Record<string, string> = {};
  for (const tool of toolManifest()) {
    if (tool.testsOnly && !forTests) continue;
    paths[tool.name] = await step(`${tool.name} ${tool.version}`, (note) => obtainTool(tool, note));
  }
  return paths as ToolPaths;
};
