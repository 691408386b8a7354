// The pulse of a long activity: while the process lives and its event loop turns, the server hears of it.

const PULSE_MS = 2_000;

/** Calls `beat` at once and every two seconds while `work` goes on. */
export const withPulse = async <Result>(beat: () => void, work: () => Promise<Result>): Promise<Result> => {
  beat();
  const pulse = setInterval(beat, PULSE_MS);
  try {
    return await work();
  } finally {
    clearInterval(pulse);
  }
};
