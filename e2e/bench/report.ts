// How a benchmark's result is printed: for people with everything that judges it, for programs as one JSON line.
import { loadavg } from 'node:os';

/** One benchmark's outcome. */
export type BenchResult = {
  readonly id: string;
  readonly title: string;
  readonly ratio: number;
  readonly ours: number;
  readonly reference: number;
  readonly unit: string;
  readonly rounds: number;
  /** What the target asks of `ratio` or `ours`. */
  readonly target: string;
  readonly met: boolean;
  readonly notes: readonly string[];
};

const short = (value: number): number => Number(value.toPrecision(4));

/** The line for programs. */
export const jsonLine = ({ id, ratio, ours, reference, unit, rounds }: BenchResult): string =>
  JSON.stringify({ id, ratio: short(ratio), ours: short(ours), reference: short(reference), unit, rounds });

/** The paragraph for people. */
export const paragraph = (result: BenchResult, versions: Readonly<Record<string, string>>): string =>
  [
    `${result.id}  ${result.title}`,
    `    ratio ${short(result.ratio)}   ours ${short(result.ours)} ${result.unit}   reference ${short(result.reference)} ${result.unit}   ${result.rounds} rounds`,
    `    target ${result.target}: ${result.met ? 'met' : 'MISSED'}`,
    ...result.notes.map((note) => `    ${note}`),
    `    load ${loadavg()
      .map((value) => value.toFixed(2))
      .join(' ')}   ${Object.entries(versions)
      .map(([name, version]) => `${name} ${version}`)
      .join('   ')}`,
  ].join('\n');
