import type { Tool } from './manifest.ts';
/** Writes the tool's binary from its release archive to `target`; throws when it cannot be had or vouched for. */
export declare const fetchReleaseMember: (tool: Tool, target: string) => Promise<void>;
