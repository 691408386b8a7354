// One request's session: the token it came with, and the power to replace or forget it in the answer.
import { clearedSessionCookie, readSessionCookie, sessionCookie } from '@hounsfield/tenancy';
import type { Response } from 'express';

export class SessionDoor {
  readonly token: string | undefined;
  readonly #secure: boolean;
  readonly #response: Response | undefined;

  constructor(secure: boolean, cookieHeader: string | undefined, response?: Response) {
    this.#secure = secure;
    this.#response = response;
    this.token = readSessionCookie(cookieHeader, secure);
  }

  /** Signs the browser in. */
  open(token: string): void {
    this.#response?.append('Set-Cookie', sessionCookie(token, this.#secure));
  }

  /** Signs the browser out. */
  close(): void {
    this.#response?.append('Set-Cookie', clearedSessionCookie(this.#secure));
  }
}

/** The bearer token of an `Authorization` header. */
export const readBearer = (header: string | undefined): string | undefined =>
  /^Bearer ([\x21-\x7e]{1,256})$/i.exec(header ?? '')?.[1];
