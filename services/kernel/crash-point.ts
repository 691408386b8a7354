// Crash points: named places between two effects where a fault test may end the process; inert unless armed at start.

let armed: string | undefined;

/** Arms one crash point for the life of the process (called from `main.ts` with a configuration value; never in production). */
export const armCrashPoint = (name: string | undefined): void => {
  armed = name;
};

/** Ends the process at once, as `kill -9` would, when this point is the armed one. */
export const crashPoint = (name: string): void => {
  if (armed === name) process.kill(process.pid, 'SIGKILL');
};
