/** How to run one process and how to see that it is ready. */
export type ProcessSpec = {
  readonly name: string;
  /** Command and arguments. */
  readonly command: readonly [string, ...string[]];
  readonly environment: Readonly<Record<string, string>>;
  /** Tells whether the process is ready for work; asked again and again until it says yes. */
  readonly ready: () => Promise<boolean>;
  readonly readyTimeoutMs?: number;
};
/** A readiness question over HTTP: the address answers 2xx. */
export declare const answersOk: (url: string) => () => Promise<boolean>;
/** Keeps a set of processes running. Their output goes to `<logFolder>/<name>.log`. */
export declare class Supervisor {
  #private;
  constructor(logFolder: string, report: (line: string) => void, onChange?: (pids: readonly number[]) => void);
  /** Starts a process and resolves when it is ready; throws with the end of its log when it never is. */
  start(spec: ProcessSpec): Promise<void>;
  /** The process identifier of a running process, for fault tests. */
  pid(name: string): number | undefined;
  /** Names of the processes started so far. */
  names(): readonly string[];
  /** Stops one process for good. */
  stop(name: string): Promise<void>;
  /** Stops every process, last started first. */
  stopAll(): Promise<void>;
}
