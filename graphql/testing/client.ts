// A plain HTTP client of the gateway for tests: text in, parsed answer out, cookies kept.

export type Answer = {
  readonly status: number;
  readonly data: Record<string, unknown> | null;
  readonly errors: ReadonlyArray<{ message: string; extensions: { code?: string; traceId?: string } }>;
  readonly headers: Headers;
};

export type SendOptions = {
  readonly headers?: Record<string, string>;
  readonly variables?: Record<string, unknown>;
  readonly operationName?: string;
};

/** One caller: a browser (cookie) or a program (API key). */
export class Client {
  readonly #url: string;
  readonly #headers: Record<string, string>;
  #cookie: string | undefined;

  constructor(url: string, headers: Record<string, string> = {}) {
    this.#url = `${url}/graphql`;
    this.#headers = headers;
  }

  get cookie(): string | undefined {
    return this.#cookie;
  }

  /** Sends an operation as JSON. */
  send(query: string, { headers = {}, ...rest }: SendOptions = {}): Promise<Answer> {
    return this.post(JSON.stringify({ query, ...rest }), headers);
  }

  /** Sends an operation that must succeed; answers its data. */
  async ask<Data>(query: string, variables: Record<string, unknown> = {}): Promise<Data> {
    const { data, errors } = await this.send(query, { variables });
    if (data === null || errors.length > 0) throw new Error(`refused: ${JSON.stringify(errors)}`);
    return data as Data;
  }

  /** Sends any body. */
  async post(body: string, headers: Record<string, string> = {}): Promise<Answer> {
    const response = await fetch(this.#url, {
      method: 'POST',
      body,
      headers: {
        'content-type': 'application/json',
        ...(this.#cookie === undefined ? {} : { cookie: this.#cookie }),
        ...this.#headers,
        ...headers,
      },
    });
    const setCookie = response.headers.get('set-cookie');
    if (setCookie !== null) this.#cookie = setCookie.split(';')[0];
    const text = await response.text();
    const { data = null, errors = [] } = text.startsWith('{') ? JSON.parse(text) : {};
    return { status: response.status, data, errors, headers: response.headers };
  }
}
