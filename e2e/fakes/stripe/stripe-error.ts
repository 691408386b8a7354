// Errors as Stripe answers them: an HTTP status and an `error` object the SDK turns into its error classes.

/** A refusal of the fake, in Stripe's own shape. */
export class StripeError extends Error {
  override name = 'StripeError';
  readonly status: number;
  readonly body: { readonly error: Readonly<Record<string, unknown>> };
  /** False for errors Stripe answers before a request runs: they leave no trace under its idempotency key. */
  readonly executed: boolean;
  constructor(
    status: number,
    error: { type: string; message: string; code?: string; param?: string },
    executed = true,
  ) {
    super(error.message);
    this.status = status;
    this.body = { error };
    this.executed = executed;
  }
}

export const invalidRequest = (message: string, param?: string, code?: string): StripeError =>
  new StripeError(
    400,
    { type: 'invalid_request_error', message, ...(param && { param }), ...(code && { code }) },
    code !== undefined,
  );

export const notFound = (kind: string, id: string): StripeError =>
  new StripeError(404, {
    type: 'invalid_request_error',
    code: 'resource_missing',
    message: `No such ${kind}: '${id}'`,
    param: 'id',
  });
