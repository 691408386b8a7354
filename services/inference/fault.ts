// Faults of the engine: thrown, never returned, and never mistaken for a normal finding.

export type InferenceFaultCode =
  | 'DEADLINE_EXCEEDED'
  | 'ENGINE_CRASHED'
  | 'ENGINE_CLOSED'
  | 'CANCELLED'
  | 'MODEL_UNAVAILABLE'
  | 'MODEL_FAILED'
  | 'MODEL_OUTPUT_INVALID';

/** A run that did not end in an answer. `retryable` says whether the same run may end well elsewhere or later. */
export class InferenceFault extends Error {
  override name = 'InferenceFault';
  readonly code: InferenceFaultCode;
  constructor(code: InferenceFaultCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
  get retryable(): boolean {
    return this.code === 'ENGINE_CRASHED' || this.code === 'ENGINE_CLOSED';
  }
}
