// What an S3 error means to us: gone, already there, or a fault.

type S3Error = { readonly name?: unknown; readonly $metadata?: { readonly httpStatusCode?: number } };

/** True when the object, upload or bucket named in the call is not there. */
export const isMissing = (error: unknown): boolean => {
  const { name, $metadata } = (error ?? {}) as S3Error;
  return $metadata?.httpStatusCode === 404 || name === 'NoSuchKey' || name === 'NoSuchUpload' || name === 'NotFound';
};

/** True when a conditional write lost to an object that is already there. */
export const isPreconditionFailed = (error: unknown): boolean =>
  ((error ?? {}) as S3Error).$metadata?.httpStatusCode === 412;

/** Raised when an object that the product recorded is not in the store. */
export class ObjectMissingError extends Error {
  override name = 'ObjectMissingError';
  constructor(readonly key: string) {
    super(`no object at ${key}`);
  }
}

/** Raised when the bytes that came back are not the bytes that were recorded. */
export class ObjectCorruptError extends Error {
  override name = 'ObjectCorruptError';
  constructor(readonly key: string) {
    super(`the object at ${key} is not the one that was stored`);
  }
}
