// A caller of the GraphQL door: with an API key, or with the cookie of a browser session.

export type Caller = { readonly apiKey: string } | { readonly cookie: string };

type Answer<Data> = {
  readonly data?: Data | null;
  readonly errors?: ReadonlyArray<{ readonly message: string; readonly extensions?: { readonly code?: string } }>;
};

/** Sends one operation and returns the whole answer, errors included. */
export const ask = async <Data>(
  consoleUrl: string,
  query: string,
  variables: Readonly<Record<string, unknown>> = {},
  caller?: Caller,
): Promise<Answer<Data>> => {
  const identity: Record<string, string> =
    caller === undefined
      ? {}
      : 'apiKey' in caller
        ? { authorization: `Bearer ${caller.apiKey}` }
        : { cookie: caller.cookie };
  const response = await fetch(`${consoleUrl}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: consoleUrl, ...identity },
    body: JSON.stringify({ query, variables }),
  });
  return (await response.json()) as Answer<Data>;
};

/** Sends one operation that must succeed. */
export const query = async <Data>(
  consoleUrl: string,
  document: string,
  variables: Readonly<Record<string, unknown>>,
  caller: Caller,
): Promise<Data> => {
  const answer = await ask<Data>(consoleUrl, document, variables, caller);
  if (answer.errors !== undefined || !answer.data) throw new Error(`GraphQL refused: ${JSON.stringify(answer.errors)}`);
  return answer.data;
};

/** Signs in as a person would and returns the session's cookie. */
export const signIn = async (consoleUrl: string, email: string, password: string): Promise<Caller> => {
  const response = await fetch(`${consoleUrl}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: consoleUrl },
    body: JSON.stringify({
      query: 'mutation ($input: SignInInput!) { signIn(input: $input) { __typename ... on Refused { code message } } }',
      variables: { input: { email, password } },
    }),
  });
  const cookie = response.headers.getSetCookie()[0]?.split(';')[0];
  if (cookie === undefined) throw new Error(`sign-in refused: ${await response.text()}`);
  return { cookie };
};
