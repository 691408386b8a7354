// Postgres error codes the rooms act on (PostgreSQL manual, appendix A), read from a thrown driver error.

/** The constraint that a failed statement violated, with its SQLSTATE; `undefined` for any other error. */
export const violatedConstraint = (
  error: unknown,
): { readonly sqlstate: string; readonly constraint: string } | undefined => {
  const { code, constraint } = (error ?? {}) as { code?: unknown; constraint?: unknown };
  return typeof code === 'string' && typeof constraint === 'string' ? { sqlstate: code, constraint } : undefined;
};

/** True when the error is a unique violation (23505), of the named constraint where one is given. */
export const isUniqueViolation = (error: unknown, constraint?: string): boolean => {
  const violated = violatedConstraint(error);
  return violated?.sqlstate === '23505' && (constraint === undefined || violated.constraint === constraint);
};
