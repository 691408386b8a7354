// Faults in words: what went wrong on the way to the gateway, with the code and trace a person can quote.
import { CombinedGraphQLErrors, ServerError, ServerParseError } from '@apollo/client/errors';

export type FaultKind = 'offline' | 'signedOut' | 'forbidden' | 'notFound' | 'busy' | 'server';

export type Fault = {
  readonly kind: FaultKind;
  /** The machine code to quote. */
  readonly code: string;
  /** The gateway's trace id, when it gave one. */
  readonly trace?: string;
};

const KIND_OF_CODE: Readonly<Record<string, FaultKind>> = {
  UNAUTHENTICATED: 'signedOut',
  FORBIDDEN: 'forbidden',
  NOT_FOUND: 'notFound',
  RATE_LIMITED: 'busy',
  TOO_MANY_REQUESTS: 'busy',
};

const ofStatus = (status: number): Fault => {
  const code = `HTTP_${status}`;
  if (status === 401) return { kind: 'signedOut', code };
  if (status === 403) return { kind: 'forbidden', code };
  if (status === 404) return { kind: 'notFound', code };
  if (status === 429) return { kind: 'busy', code };
  return { kind: status === 502 || status === 503 || status === 504 ? 'busy' : 'server', code };
};

/** What a thrown value of the GraphQL client, or of `fetch`, means. */
export const describeFault = (error: unknown): Fault => {
  if (CombinedGraphQLErrors.is(error)) {
    const extensions = error.errors[0]?.extensions ?? {};
    const code = typeof extensions.code === 'string' ? extensions.code : 'GRAPHQL_ERROR';
    const trace = extensions.traceId;
    return { kind: KIND_OF_CODE[code] ?? 'server', code, ...(typeof trace === 'string' ? { trace } : {}) };
  }
  if (ServerError.is(error) || ServerParseError.is(error)) return ofStatus(error.statusCode);
  if (error instanceof HttpFault) return ofStatus(error.status);
  if (error instanceof TypeError) return { kind: 'offline', code: 'NETWORK' };
  return { kind: 'server', code: error instanceof Error ? error.name : 'UNKNOWN' };
};

/** An HTTP answer outside 2xx, from the DICOMweb doors. */
export class HttpFault extends Error {
  override name = 'HttpFault';
  readonly status: number;
  constructor(status: number) {
    super(`HTTP ${status}`);
    this.status = status;
  }
}
