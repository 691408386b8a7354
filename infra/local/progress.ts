// Progress for people: each step on one line with its elapsed time; a long step ticks so that it never looks stuck.

const seconds = (since: number): string => `${((performance.now() - since) / 1000).toFixed(1)} s`;

/** Runs one named step and prints how long it took; on a terminal the line counts while it runs. */
export const step = async <Result>(
  name: string,
  work: (note: (detail: string) => void) => Promise<Result>,
): Promise<Result> => {
  const started = performance.now();
  let detail = '';
  const live = process.stdout.isTTY === true;
  const draw = () =>
    process.stdout.write(`\r\x1b[2K  … ${name} ${seconds(started)}${detail && ` — ${detail}`}`.slice(0, 160));
  const heartbeat = () => process.stdout.write(`  … ${name} ${seconds(started)}${detail && ` — ${detail}`}\n`);
  const timer = live ? setInterval(draw, 250) : setInterval(heartbeat, 20_000);
  try {
    const result = await work((text) => {
      detail = text;
    });
    process.stdout.write(`${live ? '\r\x1b[2K' : ''}  ✓ ${name} ${seconds(started)}${detail && ` — ${detail}`}\n`);
    return result;
  } catch (error) {
    process.stdout.write(`${live ? '\r\x1b[2K' : ''}  ✗ ${name} ${seconds(started)}\n`);
    throw error;
  } finally {
    clearInterval(timer);
  }
};
