// A progress bar with speed and time left, redrawn in place on a terminal, silent elsewhere.
import type { Terminal } from './terminal.ts';

const REDRAW_MS = 100;
/** The speed shown is that of the last seconds: old speed says little about the time left. */
const WINDOW_MS = 5_000;
const MIB = 1024 * 1024;

/** `1:05`, `2:03:04`. */
export const formatDuration = (seconds: number): string => {
  const whole = Math.max(0, Math.round(seconds));
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (value: number): string => String(value).padStart(2, '0');
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
};

/** Bytes done of a known total. */
export class ProgressBar {
  readonly #terminal: Terminal;
  readonly #label: string;
  readonly #total: number;
  readonly #now: () => number;
  #done = 0;
  #drawnAt = Number.NEGATIVE_INFINITY;
  #samples: { readonly at: number; readonly done: number }[] = [];

  constructor(terminal: Terminal, label: string, total: number, now: () => number = () => performance.now()) {
    this.#terminal = terminal;
    this.#label = label;
    this.#total = total;
    this.#now = now;
    this.#samples.push({ at: now(), done: 0 });
  }

  /** More bytes are done (or, after a failed part, fewer). */
  add(bytes: number): void {
    this.#done += bytes;
    const at = this.#now();
    if (at - this.#drawnAt < REDRAW_MS) return;
    this.#samples.push({ at, done: this.#done });
    while (this.#samples.length > 2 && at - (this.#samples[0]?.at ?? at) > WINDOW_MS) this.#samples.shift();
    this.#draw(at);
  }

  /** The line as it would be drawn now. */
  line(at = this.#now()): string {
    const first = this.#samples[0];
    const seconds = first === undefined ? 0 : (at - first.at) / 1000;
    const speed = seconds > 0 && first !== undefined ? (this.#done - first.done) / seconds : 0;
    const share = this.#total === 0 ? 1 : Math.min(1, this.#done / this.#total);
    const eta = speed > 0 ? formatDuration((this.#total - this.#done) / speed) : '-:--';
    const words = `${String(Math.floor(share * 100)).padStart(3)} %  ${(speed / MIB).toFixed(1)} MiB/s  ${eta}`;
    const width = Math.max(10, Math.min(40, this.#terminal.columns - this.#label.length - words.length - 8));
    const full = Math.round(share * width);
    return `${this.#label} [${'#'.repeat(full)}${'.'.repeat(width - full)}] ${words}`;
  }

  #draw(at: number): void {
    this.#drawnAt = at;
    if (this.#terminal.isInteractive) this.#terminal.err(`\r${this.line(at)}\u001b[K`);
  }

  /** Wipes the line: what comes next starts on a clean one. */
  end(): void {
    if (this.#terminal.isInteractive) this.#terminal.err('\r\u001b[K');
  }
}
