// Task queues by hardware: short work on `cpu`, inference on one queue per accelerator class.

/** Workflows and every short activity. */
export const CPU_QUEUE = 'cpu';

/** Inference on machines without an accelerator; GPU classes add queues of the same shape (`inference-l4`, ...). */
export const INFERENCE_CPU_QUEUE = 'inference-cpu';
