// Where a sign-in leads: only ever to a path of our own, whatever the address bar says.

/** The path of `next` when it is one of ours; otherwise the start page. */
export const safeNext = (next: string | null): string =>
  next !== null && /^\/(?![/\\])[^\\]*$/.test(next) && !next.startsWith('/sign-in') ? next : '/';
