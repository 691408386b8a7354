// Unique identifiers: their form (PS3.5 section 9) and the constants that name this implementation.
const FORM = /^(0|[1-9]\d*)(\.(0|[1-9]\d*))+$/;

/** Tells whether text is a well-formed UID of at most 64 characters. */
export const isUid = (text: string): boolean => text.length <= 64 && FORM.test(text);

/** Implementation Class UID (0002,0012) of what this writer makes: a UUID-derived UID (PS3.5 annex B.2). */
export const IMPLEMENTATION_CLASS_UID = '2.25.47867320327247197424429593296007671241';

/** Implementation Version Name (0002,0013), at most 16 characters. */
export const IMPLEMENTATION_VERSION_NAME = 'HOUNSFIELD_0_1';
