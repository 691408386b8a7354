// What every resolver knows of its request: who asks, in which language, and this request's own loaders.
import { authenticateApiKey, authenticateSession, type Principal } from '@hounsfield/tenancy';
import type { Response } from 'express';
import { readBearer, SessionDoor } from './http/session-door.ts';
import { createLoaders, type Loaders } from './loaders/loaders.ts';
import { isLocale, type Locale, negotiateLocale } from './locale.ts';
import type { GatewayServices } from './services.ts';

export type GatewayContext = {
  /** `undefined` when nobody is signed in. */
  readonly principal: Principal | undefined;
  readonly locale: Locale;
  readonly loaders: Loaders;
  readonly session: SessionDoor;
  /** The caller's network address: sign-in limits count by it. */
  readonly ip: string | undefined;
};

/** What a request or a socket brings to say who it is. */
export type Credentials = {
  readonly cookie?: string | undefined;
  readonly authorization?: string | undefined;
  readonly acceptLanguage?: string | undefined;
  readonly ip?: string | undefined;
  /** Where a session cookie can be set; sockets have none. */
  readonly response?: Response;
};

export type CreateContext = (credentials: Credentials) => Promise<GatewayContext>;

/** A person's chosen language; else the one the client asks for (keys have no language of their own). */
const localeOf = (principal: Principal | undefined, acceptLanguage: string | undefined): Locale => {
  if (principal?.memberId !== undefined && isLocale(principal.locale)) return principal.locale;
  return negotiateLocale(acceptLanguage) ?? 'en';
};

/** Authenticates and equips requests. A bearer key wins over a cookie: it was sent on purpose. */
export const contextCreator =
  (services: GatewayServices, secureCookies: boolean): CreateContext =>
  async ({ cookie, authorization, acceptLanguage, ip, response }) => {
    const session = new SessionDoor(secureCookies, cookie, response);
    const { db, clock } = services;
    const secret = readBearer(authorization);
    const principal =
      secret !== undefined
        ? await authenticateApiKey(db.tenancy, secret, clock)
        : session.token === undefined
          ? undefined
          : await authenticateSession(db.tenancy, session.token, clock);
    return {
      principal,
      locale: localeOf(principal, acceptLanguage),
      loaders: createLoaders(services, principal),
      session,
      ip,
    };
  };
