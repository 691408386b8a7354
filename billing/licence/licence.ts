// Licences: what a site may do with a technical solution, as one signed line of text that is checked with no network.
import { createHash, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { type CanonicalValue, canonicalJson, type Refusal, refusal } from '@hounsfield/kernel';

const FORMAT = 'HFL1';

/** Instants are RFC 3339, UTC. */
export type Licence = {
  readonly licenceId: string;
  /** The organisation it is issued to. */
  readonly holder: string;
  readonly product: string;
  /** Names of the sites it holds for; none for any site of the holder's. */
  readonly sites: readonly string[];
  readonly seats: number;
  /** DICOM modalities, e.g. CT; none for any. */
  readonly modalities: readonly string[];
  /** Reads in its whole life; 0 for no cap. */
  readonly volumeCap: number;
  readonly notBefore: string;
  readonly expiresAt: string;
  /** Days after expiry in which it still works, with a warning. */
  readonly graceDays: number;
};

/** How it is used when it is checked; what is left out is not judged. */
export type LicenceUse = {
  readonly site?: string;
  readonly seats?: number;
  readonly modality?: string;
  readonly reads?: number;
};

export type LicenceRefusal = Refusal<
  | 'NOT_A_LICENCE'
  | 'BAD_SIGNATURE'
  | 'NOT_YET_VALID'
  | 'EXPIRED'
  | 'SITE_NOT_LICENSED'
  | 'TOO_MANY_SEATS'
  | 'MODALITY_NOT_LICENSED'
  | 'VOLUME_USED_UP'
>;
export type CheckedLicence = {
  readonly kind: 'licence';
  readonly licence: Licence;
  /** True between expiry and the end of its grace. */
  readonly inGrace: boolean;
};

/** Names the signing key in the licence's text. */
const keyIdOf = (key: KeyObject): string => {
  const spki = (key.type === 'public' ? key : createPublicKey(key)).export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(spki).digest('hex').slice(0, 16);
};

/** `HFL1.<key id>.<content>.<signature>`: base64url of canonical JSON and of an Ed25519 signature over all before it. */
export const issueLicence = (licence: Licence, privateKey: KeyObject): string => {
  const content = Buffer.from(canonicalJson(licence as unknown as CanonicalValue)).toString('base64url');
  const signed = `${FORMAT}.${keyIdOf(privateKey)}.${content}`;
  return `${signed}.${sign(null, Buffer.from(signed), privateKey).toString('base64url')}`;
};

const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'string');
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const isInstant = (value: unknown): value is string => typeof value === 'string' && !Number.isNaN(Date.parse(value));

const licenceOf = (content: string): Licence | undefined => {
  try {
    const value = JSON.parse(Buffer.from(content, 'base64url').toString('utf8')) as Record<keyof Licence, unknown>;
    const texts = [value.licenceId, value.holder, value.product].every((text) => typeof text === 'string');
    const counts = [value.seats, value.volumeCap, value.graceDays].every(isCount);
    const lists = isTexts(value.sites) && isTexts(value.modalities);
    return texts && counts && lists && isInstant(value.notBefore) && isInstant(value.expiresAt)
      ? (value as Licence)
      : undefined;
  } catch {
    return undefined;
  }
};

const DAY_MS = 86_400_000;

const overstepped = (licence: Licence, use: LicenceUse): LicenceRefusal | undefined => {
  const { sites, seats, modalities, volumeCap } = licence;
  if (use.site !== undefined && sites.length > 0 && !sites.includes(use.site))
    return refusal('SITE_NOT_LICENSED', 'The licence does not name this site.');
  if (use.seats !== undefined && use.seats > seats) return refusal('TOO_MANY_SEATS', `The licence has ${seats} seats.`);
  if (use.modality !== undefined && modalities.length > 0 && !modalities.includes(use.modality))
    return refusal('MODALITY_NOT_LICENSED', 'The licence does not name this modality.');
  if (use.reads !== undefined && volumeCap > 0 && use.reads >= volumeCap)
    return refusal('VOLUME_USED_UP', `The licence's ${volumeCap} reads are used up.`);
  return undefined;
};

/** Checks a licence's text at an instant and for a use, against the platform's public keys (PEM); no network is touched. */
export const checkLicence = (
  text: string,
  publicKeys: readonly string[],
  at: Date,
  use: LicenceUse = {},
): CheckedLicence | LicenceRefusal => {
  const [format, keyId, content, signature, ...rest] = text.trim().split('.');
  if (format !== FORMAT || !keyId || !content || !signature || rest.length > 0)
    return refusal('NOT_A_LICENCE', 'This is not the text of a licence.');
  const key = publicKeys.map((pem) => createPublicKey(pem)).find((candidate) => keyIdOf(candidate) === keyId);
  const bytes = Buffer.from(signature, 'base64url');
  // One signature has several spellings in base64url; only the canonical one is taken.
  const canonical = bytes.toString('base64url') === signature;
  if (!key || !canonical || !verify(null, Buffer.from(`${FORMAT}.${keyId}.${content}`), key, bytes))
    return refusal('BAD_SIGNATURE', 'The licence is not signed by a key you trust.');
  const licence = licenceOf(content);
  if (!licence) return refusal('NOT_A_LICENCE', 'The licence cannot be read.');
  if (at < new Date(licence.notBefore)) return refusal('NOT_YET_VALID', `The licence holds from ${licence.notBefore}.`);
  const expiry = Date.parse(licence.expiresAt);
  if (at.getTime() >= expiry + licence.graceDays * DAY_MS)
    return refusal('EXPIRED', `The licence ended at ${licence.expiresAt}.`);
  return overstepped(licence, use) ?? { kind: 'licence', licence, inGrace: at.getTime() >= expiry };
};
