/** Runs one named step and prints how long it took; on a terminal the line counts while it runs. */
export declare const step: <Result>(
  name: string,
  work: (note: (detail: string) => void) => Promise<Result>,
) => Promise<Result>;
