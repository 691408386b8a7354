// How this process says no over HTTP: RFC 9457 problem details with a stable code, never a value of the request.

/** Raised by handlers; the server's one error handler turns it into an answer. */
export class HttpProblem extends Error {
  override name = 'HttpProblem';
  readonly status: number;
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;
  constructor(status: number, code: string, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

/** The body of a problem. */
export const problemBody = ({ status, code, message }: Pick<HttpProblem, 'status' | 'code' | 'message'>): string =>
  JSON.stringify({ type: 'about:blank', status, code, title: message });

/** Unknown, another organisation's or malformed beyond recognition: one answer, so that nobody learns which. */
export const notFound = (): HttpProblem => new HttpProblem(404, 'NOT_FOUND', 'There is no such resource.');

export const badRequest = (message: string): HttpProblem => new HttpProblem(400, 'BAD_REQUEST', message);
