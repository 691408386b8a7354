// The way every ratio is taken: short rounds of both sides in turn within one run, the median of paired ratios, CPU seconds first.

/** One side's cost of one unit of work in one round. */
export type Round = () => Promise<{ readonly costPerUnit: number }>;

export type PairedResult = {
  readonly rounds: number;
  readonly ours: number;
  readonly reference: number;
  /** Median over the pairs of reference / ours: 1 means that serving costs nothing. */
  readonly referenceOverOurs: number;
  /** Median over the pairs of ours / reference. */
  readonly oursOverReference: number;
  readonly spread: readonly [p5: number, p95: number];
};

/** The value that a share of the values does not exceed. */
export const quantile = (values: readonly number[], share: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (sorted.length - 1) * share;
  const low = sorted[Math.floor(at)] ?? Number.NaN;
  const high = sorted[Math.ceil(at)] ?? Number.NaN;
  return low + (high - low) * (at - Math.floor(at));
};

const median = (values: readonly number[]): number => quantile(values, 0.5);

/** Runs both sides in turn, A B B A B A..., so that a drift of the machine falls on both; one warm-up pair is dropped. */
export const pairedRounds = async (ours: Round, reference: Round, pairs: number): Promise<PairedResult> => {
  const costs: { readonly ours: number; readonly reference: number }[] = [];
  for (let pair = 0; pair <= pairs; pair++) {
    const first = pair % 2 === 0 ? ours : reference;
    const second = first === ours ? reference : ours;
    const a = await first();
    const b = await second();
    const [own, other] = first === ours ? [a, b] : [b, a];
    if (pair > 0) costs.push({ ours: own.costPerUnit, reference: other.costPerUnit });
  }
  const ratios = costs.map((cost) => cost.reference / cost.ours);
  return {
    rounds: pairs,
    ours: median(costs.map((cost) => cost.ours)),
    reference: median(costs.map((cost) => cost.reference)),
    referenceOverOurs: median(ratios),
    oursOverReference: median(costs.map((cost) => cost.ours / cost.reference)),
    spread: [quantile(ratios, 0.05), quantile(ratios, 0.95)],
  };
};

/** CPU seconds this process (all threads) spends on `work`. */
export const cpuSecondsOf = async (work: () => Promise<void>): Promise<number> => {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
};
