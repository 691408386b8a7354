// Bytes to text by (0008,0005), ISO 2022 code extensions included (PS3.5 section 6.1.2.5).
import { ASCII, type CharacterSet, decodeWith, isReset, REPERTOIRES, type Repertoire } from './repertoire.ts';

const ESCAPE = 0x1b;

type Half = 'g0' | 'g1';
const BY_ESCAPE = new Map<string, { readonly half: Half; readonly repertoire: Repertoire }>();
for (const repertoire of REPERTOIRES.values()) {
  if (repertoire.g0 !== undefined) BY_ESCAPE.set(repertoire.g0, { half: 'g0', repertoire });
  if (repertoire.g1 !== undefined) BY_ESCAPE.set(repertoire.g1, { half: 'g1', repertoire });
}

const latin1 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');

/** A run of bytes of one half under one repertoire. */
const decodeRun = (repertoire: Repertoire, half: Half, bytes: Uint8Array): string => {
  if (half === 'g1') return decodeWith(repertoire.codec, bytes);
  if (repertoire.bytesPerCharacter === 1) return latin1(bytes);
  const supplementary = repertoire.g0 === '$(D'; // JIS X 0212 takes the prefix 0x8f in EUC-JP
  const moved: number[] = [];
  bytes.forEach((byte, index) => {
    if (supplementary && index % 2 === 0) moved.push(0x8f);
    moved.push(byte | 0x80);
  });
  return decodeWith(repertoire.codec, Uint8Array.from(moved));
};

const escapeAt = (bytes: Uint8Array, at: number) => {
  for (const size of [2, 3]) {
    const target = BY_ESCAPE.get(latin1(bytes.subarray(at + 1, at + 1 + size)));
    if (target !== undefined) return { ...target, size: 1 + size };
  }
  return undefined;
};

const decodeSwitching = (initial: Repertoire, bytes: Uint8Array, personName: boolean): string => {
  const current = { g0: ASCII, g1: initial };
  let decoded = '';
  let at = 0;
  while (at < bytes.length) {
    const byte = bytes[at] as number;
    if (byte === ESCAPE) {
      const switched = escapeAt(bytes, at);
      if (switched !== undefined) current[switched.half] = switched.repertoire;
      at += switched?.size ?? 1; // an unknown escape is dropped, what follows it is read as text
      continue;
    }
    const half: Half = byte >= 0x80 ? 'g1' : 'g0';
    const inCodeTable = (code: number) =>
      half === 'g1'
        ? code >= 0x80
        : code < 0x80 && (current.g0.bytesPerCharacter === 1 || (code > 0x20 && code < 0x7f));
    const width = current[half].bytesPerCharacter;
    if (!inCodeTable(byte) || (width === 1 && isReset(byte, personName))) {
      decoded += String.fromCharCode(byte);
      if (isReset(byte, personName)) Object.assign(current, { g0: ASCII, g1: initial });
      at += 1;
      continue;
    }
    let end = at;
    while (end < bytes.length && bytes[end] !== ESCAPE && inCodeTable(bytes[end] as number)) {
      if (width === 1 && isReset(bytes[end] as number, personName)) break;
      end = Math.min(end + width, bytes.length);
    }
    decoded += decodeRun(current[half], half, bytes.subarray(at, end));
    at = end;
  }
  return decoded;
};

const isPlainAscii = (bytes: Uint8Array): boolean => {
  for (const byte of bytes) if (byte >= 0x80 || byte === ESCAPE) return false;
  return true;
};

/** Decodes one element's bytes. Never throws: what has no meaning becomes U+FFFD. */
export const decodeText = (bytes: Uint8Array, characterSet: CharacterSet, personName = false): string => {
  if (isPlainAscii(bytes)) return latin1(bytes);
  if (characterSet.kind === 'whole') return decodeWith(characterSet.codec, bytes);
  return decodeSwitching(characterSet.repertoires[0] ?? ASCII, bytes, personName);
};
