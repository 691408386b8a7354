// Refusals: expected "no"s are returned as tagged values with a machine code and a human sentence; faults are thrown.

/** An expected "no". `code` is stable and machine-readable; `message` is one English sentence without identifying values. */
export type Refusal<Code extends string = string> = {
  readonly kind: 'refusal';
  readonly code: Code;
  readonly message: string;
};

/** Builds a refusal, e.g. `refusal('STUDY_NOT_FOUND', 'No such study.')`. */
export const refusal = <const Code extends string>(code: Code, message: string): Refusal<Code> => ({
  kind: 'refusal',
  code,
  message,
});

/** Tells a refusal from any other returned value. */
export const isRefusal = (value: unknown): value is Refusal =>
  typeof value === 'object' && value !== null && (value as { kind?: unknown }).kind === 'refusal';
