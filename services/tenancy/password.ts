// Passwords: argon2id (RFC 9106) from Node's own crypto, 19 MiB, 2 passes, 1 lane, kept as a PHC string.
import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

const derive = promisify(argon2);

type Cost = { readonly memory: number; readonly passes: number; readonly parallelism: number };

const COST: Cost = { memory: 19_456, passes: 2, parallelism: 1 };
const TAG_BYTES = 32;
const SALT_BYTES = 16;
const PHC = /^\$argon2id\$v=19\$m=(\d{1,8}),t=(\d{1,3}),p=(\d{1,2})\$([A-Za-z0-9+/]{22})\$([A-Za-z0-9+/]{43})$/;

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64').replaceAll('=', '');

// NFKC: the same password typed on another keyboard or system must be the same bytes.
const tag = (password: string, nonce: Buffer, cost: Cost): Promise<Buffer> =>
  derive('argon2id', { message: password.normalize('NFKC'), nonce, tagLength: TAG_BYTES, ...cost }) as Promise<Buffer>;

/** The PHC string to keep for a password. */
export const hashPassword = async (password: string): Promise<string> => {
  const salt = randomBytes(SALT_BYTES);
  const { memory, passes, parallelism } = COST;
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${base64(salt)}$${base64(await tag(password, salt, COST))}`;
};

// What an unknown account is checked against, so that it takes as long as a known one: no password has this tag.
const NOBODY = `$argon2id$v=19$m=${COST.memory},t=${COST.passes},p=${COST.parallelism}$${'A'.repeat(22)}$${'A'.repeat(43)}`;

export type PasswordCheck = {
  readonly matches: boolean /** The kept string is of an older cost. */;
  readonly outdated: boolean;
};

/** Checks a password against a kept PHC string; pass `undefined` for an unknown account, which costs the same time. */
export const checkPassword = async (password: string, kept: string | undefined): Promise<PasswordCheck> => {
  const parsed = PHC.exec(kept ?? NOBODY);
  if (parsed === null) throw new Error('a kept password is no argon2id string');
  const cost = { memory: Number(parsed[1]), passes: Number(parsed[2]), parallelism: Number(parsed[3]) };
  const expected = Buffer.from(parsed[5] ?? '', 'base64');
  const actual = await tag(password, Buffer.from(parsed[4] ?? '', 'base64'), cost);
  return {
    matches: timingSafeEqual(actual, expected) && kept !== undefined,
    outdated: cost.memory < COST.memory || cost.passes < COST.passes,
  };
};

const SHORTEST = 12;
const LONGEST = 200;

/** Why a new password is not good enough, as a sentence; `undefined` when it is (NIST SP 800-63B: length, no composition rules). */
export const passwordWeakness = (password: string, email: string): string | undefined => {
  const folded = password.normalize('NFKC').toLowerCase();
  if (folded.length < SHORTEST) return `A password has at least ${SHORTEST} characters.`;
  if (password.length > LONGEST) return `A password has at most ${LONGEST} characters.`;
  if (new Set(folded).size < 5) return 'A password is not a few characters repeated.';
  if (folded.includes((email.split('@')[0] ?? '').toLowerCase()) && folded.length < SHORTEST * 2)
    return 'A password does not contain the account name.';
  return undefined;
};
