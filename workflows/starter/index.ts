// The starter's parts, for tests: what it does with announced facts, and the sweep over diagnoses that do not move.
export { startStarter } from './compose.ts';
export type { StarterConfig } from './config.ts';
export { type HealDeps, healDiagnoses } from './heal-diagnoses.ts';
