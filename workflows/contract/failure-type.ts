// What an activity's failure means for its retries: the types that workflows name in their retry policies.

/** The type of an activity's failure; its first detail is the `FailureReason`. */
export const FAILURE_TYPE = {
  /** An expected no: asking again changes nothing. */
  refused: 'Refused',
  /** The model brought its process down, or ran past its deadline, as often as it may. */
  modelFault: 'ModelFault',
  /** Something was not there for a moment: a database, the object store, a process. Asked again. */
  unavailable: 'Unavailable',
} as const;

/** Failures that end the asking. */
export const NON_RETRYABLE: string[] = [FAILURE_TYPE.refused, FAILURE_TYPE.modelFault];
