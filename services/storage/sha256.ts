// SHA-256 as S3 writes it (base64) and as the product writes it (64 hexadecimal digits).

const HEX = /^[0-9a-f]{64}$/;

/** The header form of a digest; throws RangeError where the text is no SHA-256. */
export const sha256ToBase64 = (hex: string): string => {
  if (!HEX.test(hex)) throw new RangeError('not a SHA-256 in hexadecimal digits');
  return Buffer.from(hex, 'hex').toString('base64');
};

/** The product's form of S3's digest; `undefined` for none, and for the digest-of-digests of a multipart object. */
export const sha256FromBase64 = (base64: string | undefined): string | undefined => {
  if (base64 === undefined || base64.includes('-')) return undefined;
  return Buffer.from(base64, 'base64').toString('hex');
};
