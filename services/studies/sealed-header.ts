// Small identifying values (a name for a list, an original UID, a client's file name) sealed beside their row with the tenant's key.
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const VERSION = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Of its own, so that rows and sealed identities never share a key and a nonce. */
const keyFor = (sealingKey: Uint8Array): Uint8Array =>
  new Uint8Array(hkdfSync('sha256', sealingKey, new Uint8Array(0), 'hounsfield sealed header', 32));

/** Seals a value as JSON. `context` names the row (`tenant|study|...`): sealed bytes moved to another row do not open. */
export const sealHeader = (value: unknown, sealingKey: Uint8Array, context: string): Buffer => {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', keyFor(sealingKey), nonce).setAAD(Buffer.from(context));
  const body = Buffer.concat([cipher.update(JSON.stringify(value), 'utf8'), cipher.final()]);
  return Buffer.concat([Buffer.of(VERSION), nonce, body, cipher.getAuthTag()]);
};

/** Opens what {@link sealHeader} sealed; throws where key, row or bytes are not the same. */
export const openHeader = <Value>(sealed: Uint8Array, sealingKey: Uint8Array, context: string): Value => {
  const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.length);
  if (bytes[0] !== VERSION) throw new Error('a sealed header of an unknown version');
  const nonce = bytes.subarray(1, 1 + NONCE_BYTES);
  const decipher = createDecipheriv('aes-256-gcm', keyFor(sealingKey), nonce, { authTagLength: TAG_BYTES })
    .setAAD(Buffer.from(context))
    .setAuthTag(bytes.subarray(-TAG_BYTES));
  const body = bytes.subarray(1 + NONCE_BYTES, -TAG_BYTES);
  return JSON.parse(Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8')) as Value;
};

/** The patient's and the study's own words, as the first file of the study said them. */
export type StudyHeader = {
  readonly studyInstanceUid: string;
  readonly patientName?: string;
  readonly patientId?: string;
  readonly issuerOfPatientId?: string;
  readonly patientBirthDate?: string;
  readonly patientSex?: string;
  readonly studyDate?: string;
  readonly studyTime?: string;
  readonly accessionNumber?: string;
  readonly studyId?: string;
  readonly studyDescription?: string;
  readonly referringPhysicianName?: string;
};
export type SeriesHeader = {
  readonly seriesInstanceUid: string;
  readonly seriesDescription?: string;
  readonly seriesDate?: string;
  readonly seriesTime?: string;
  readonly bodyPartExamined?: string;
};
export type InstanceHeader = { readonly sopInstanceUid: string };

/** Names a row for sealing; `uid` is the pseudonymous one that the row is found by. */
export const headerContext = (tenantId: string, level: 'study' | 'series' | 'instance', uid: string): string =>
  `${tenantId}|${level}|${uid}`;
