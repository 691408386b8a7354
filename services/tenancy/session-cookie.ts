// The session cookie: the one name and the one set of attributes that every process of the product uses.

/** `__Host-` binds the cookie to one host over TLS; plain loopback development cannot carry that prefix. */
const nameOf = (secure: boolean): string => (secure ? '__Host-hounsfield' : 'hounsfield');

/** The session token in a request's `Cookie` header, or `undefined`. */
export const readSessionCookie = (header: string | undefined, secure: boolean): string | undefined => {
  const name = nameOf(secure);
  for (const pair of (header ?? '').split(';')) {
    const [key, value] = pair.split('=', 2);
    if (key?.trim() === name && value !== undefined) return value.trim();
  }
  return undefined;
};

/** The `Set-Cookie` value that hands a token to a browser. No lifetime: the server alone decides how long it is good. */
export const sessionCookie = (token: string, secure: boolean): string =>
  `${nameOf(secure)}=${token}; Path=/; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`;

/** The `Set-Cookie` value that takes it away. */
export const clearedSessionCookie = (secure: boolean): string =>
  `${nameOf(secure)}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0${secure ? '; Secure' : ''}`;
