// Priority lanes: what a customer orders, and the Temporal priority key (1 is first) each lane gets.

export const LANES = ['STAT', 'ROUTINE', 'OFF_PEAK'] as const;
export type Lane = (typeof LANES)[number];

/** Temporal task-queue priority key, 1 (first) to 5. */
export const PRIORITY_KEY: Readonly<Record<Lane, number>> = { STAT: 1, ROUTINE: 3, OFF_PEAK: 5 };
