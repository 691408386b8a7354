import type { Tool } from './manifest.ts';

type Note = (detail: string) => void;
/** The path of a tool's binary. Throws with what to do when no source has it. */
export declare const obtainTool: (tool: Tool, note: Note) => Promise<string>;
