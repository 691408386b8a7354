// The state of an API key at a moment. Pure.
import type { ApiKeyFieldsFragment } from '../generated/operations.ts';

/** Revoked beats expired. */
export const keyState = (
  { revokedAt, expiresAt }: Pick<ApiKeyFieldsFragment, 'revokedAt' | 'expiresAt'>,
  now: number,
): 'active' | 'expired' | 'revoked' => {
  if (revokedAt) return 'revoked';
  return Date.parse(expiresAt) <= now ? 'expired' : 'active';
};
