// Worlds for workflow tests: a real Temporal server, real books and money, and, where asked for, the product's processes.
export { type DiagnosisWorld, diagnosisWorld } from './diagnosis-world.ts';
export { type ProductProcess, type ProductWorld, productWorld } from './product-world.ts';
export { startTestTemporal, type TestTemporal } from './test-environment.ts';
