// Air in a CT volume as runs of voxels along rows, joined into one region per connected area of a slice, and how the
// regions of neighbouring slices overlap. Connectivity is 4 within a slice and 6 in space; no voxel array is labelled.
import type { CtVolume } from './volume.ts';

/** One connected area of air in one slice. */
export type AirRegion = {
  readonly slice: number;
  /** Voxels. */
  area: number;
  /** Sum of Hounsfield units. */
  sum: number;
  /** Sum of column and row numbers, for the centre. */
  columns: number;
  rows: number;
  minColumn: number;
  maxColumn: number;
  /** Reaches the edge of the picture: air outside the patient. */
  touchesEdge: boolean;
  /** Regions of the next slice (towards the head) that share columns and rows, with the shared voxels. */
  readonly above: Map<number, number>;
};

/** All runs in reading order; run `i` is columns [start, end) of one row and belongs to one region. */
export type AirRuns = {
  readonly count: number;
  readonly start: Int32Array;
  readonly end: Int32Array;
  readonly region: Int32Array;
  /** First run of each row of each slice, and one past the last. */
  readonly rowOffsets: Int32Array;
  readonly regions: readonly AirRegion[];
};

class GrowingInts {
  array = new Int32Array(1 << 16);
  length = 0;
  push(value: number): void {
    if (this.length === this.array.length) {
      const grown = new Int32Array(this.array.length * 2);
      grown.set(this.array);
      this.array = grown;
    }
    this.array[this.length++] = value;
  }
}

const rootOf = (parent: Int32Array, index: number): number => {
  let at = index;
  for (;;) {
    const up = parent[at] as number;
    if (up === at) return at;
    parent[at] = parent[up] as number;
    at = up;
  }
};

/** Calls `visit` for each pair of overlapping runs of two rows, given as ranges of run numbers. */
const eachOverlap = (
  start: Int32Array,
  end: Int32Array,
  [a0, a1]: readonly [number, number],
  [b0, b1]: readonly [number, number],
  visit: (a: number, b: number, voxels: number) => void,
): void => {
  let a = a0;
  let b = b0;
  while (a < a1 && b < b1) {
    const aEnd = end[a] as number;
    const bEnd = end[b] as number;
    const shared = Math.min(aEnd, bEnd) - Math.max(start[a] as number, start[b] as number);
    if (shared > 0) visit(a, b, shared);
    if (aEnd < bEnd) a++;
    else b++;
  }
};

/** Finds all air (below `threshold` Hounsfield units) of the volume. */
export const findAir = (volume: CtVolume, threshold: number): AirRuns => {
  const { data, slices, rows, columns } = volume;
  const start = new GrowingInts();
  const end = new GrowingInts();
  const rowOffsets = new Int32Array(slices * rows + 1);
  for (let row = 0; row < slices * rows; row++) {
    rowOffsets[row] = start.length;
    const base = row * columns;
    for (let column = 0; column < columns; column++) {
      if ((data[base + column] as number) >= threshold) continue;
      start.push(column);
      while (column < columns && (data[base + column] as number) < threshold) column++;
      end.push(column);
    }
  }
  rowOffsets[slices * rows] = start.length;
  const runs = { count: start.length, start: start.array, end: end.array, rowOffsets };

  const parent = Int32Array.from({ length: runs.count }, (_, index) => index);
  const range = (row: number): [number, number] => [rowOffsets[row] as number, rowOffsets[row + 1] as number];
  for (let row = 1; row < slices * rows; row++) {
    if (row % rows === 0) continue;
    eachOverlap(runs.start, runs.end, range(row - 1), range(row), (a, b) => {
      const rootA = rootOf(parent, a);
      const rootB = rootOf(parent, b);
      parent[Math.max(rootA, rootB)] = Math.min(rootA, rootB);
    });
  }

  const { region, regions } = collectRegions(volume, runs, parent);
  for (let row = 0; row < (slices - 1) * rows; row++) {
    eachOverlap(runs.start, runs.end, range(row), range(row + rows), (a, b, voxels) => {
      const { above } = regions[region[a] as number] as AirRegion;
      const other = region[b] as number;
      above.set(other, (above.get(other) ?? 0) + voxels);
    });
  }
  return { ...runs, region, regions };
};

const collectRegions = (
  { data, slices, rows, columns }: CtVolume,
  { start, end, rowOffsets, count }: Pick<AirRuns, 'start' | 'end' | 'rowOffsets' | 'count'>,
  parent: Int32Array,
): { region: Int32Array; regions: AirRegion[] } => {
  const region = new Int32Array(count);
  const regions: AirRegion[] = [];
  for (let row = 0; row < slices * rows; row++) {
    const y = row % rows;
    for (let run = rowOffsets[row] as number; run < (rowOffsets[row + 1] as number); run++) {
      const root = rootOf(parent, run);
      // A root is the first run of its region in reading order, so its region exists before any other run needs it.
      if (root === run) {
        region[run] = regions.length;
        const slice = (row - y) / rows;
        const bounds = { minColumn: columns, maxColumn: -1, touchesEdge: false, above: new Map<number, number>() };
        regions.push({ slice, area: 0, sum: 0, columns: 0, rows: 0, ...bounds });
      } else {
        region[run] = region[root] as number;
      }
      const at = regions[region[run] as number] as AirRegion;
      const from = start[run] as number;
      const to = end[run] as number;
      for (let column = from; column < to; column++) at.sum += data[row * columns + column] as number;
      at.area += to - from;
      at.columns += ((from + to - 1) * (to - from)) / 2;
      at.rows += y * (to - from);
      at.minColumn = Math.min(at.minColumn, from);
      at.maxColumn = Math.max(at.maxColumn, to - 1);
      at.touchesEdge ||= from === 0 || to === columns || y === 0 || y === rows - 1;
    }
  }
  return { region, regions };
};
