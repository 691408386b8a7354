// The command line's door: run it in-process with a terminal of one's own.
export { EXIT, type ExitCode } from './exit-code.ts';
export { type Run, runCommand } from './program.ts';
