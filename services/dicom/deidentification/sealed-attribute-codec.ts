// Bytes of sealed attributes: a small length-prefixed coding, exact for every VR and any nesting.

import { isVr, type Vr } from '../vr.ts';
import type { AttributePath, SealedAttribute, SealedItem } from './sealed-attribute.ts';

const VERSION = 1;
const NO_ITEM = 0xffffffff;

class Writer {
  readonly #parts: Buffer[] = [];

  number(value: number): void {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32LE(value >>> 0);
    this.#parts.push(bytes);
  }

  bytes(value: Uint8Array): void {
    this.number(value.length);
    this.#parts.push(Buffer.from(value));
  }

  vr(vr: Vr): void {
    this.#parts.push(Buffer.from(vr, 'latin1'));
  }

  value(value: Uint8Array | readonly SealedItem[]): void {
    if (value instanceof Uint8Array) {
      this.number(0);
      this.bytes(value);
      return;
    }
    this.number(1);
    this.number(value.length);
    for (const item of value) {
      this.number(item.length);
      for (const element of item) {
        this.number(element.tag);
        this.vr(element.vr);
        this.value(element.value);
      }
    }
  }

  join(): Uint8Array {
    return new Uint8Array(Buffer.concat(this.#parts));
  }
}

class Reader {
  #at = 0;
  readonly #bytes: Buffer;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  number(): number {
    const value = this.#bytes.readUInt32LE(this.#at);
    this.#at += 4;
    return value;
  }

  bytes(): Uint8Array {
    const length = this.number();
    const end = this.#at + length;
    if (end > this.#bytes.length) throw new Error('sealed attributes end early');
    const value = new Uint8Array(this.#bytes.subarray(this.#at, end));
    this.#at = end;
    return value;
  }

  vr(): Vr {
    const letters = this.#bytes.toString('latin1', this.#at, this.#at + 2);
    this.#at += 2;
    if (!isVr(letters)) throw new Error('sealed attributes name no value representation');
    return letters;
  }

  value(): Uint8Array | SealedItem[] {
    if (this.number() === 0) return this.bytes();
    return Array.from({ length: this.number() }, () =>
      Array.from({ length: this.number() }, () => ({ tag: this.number(), vr: this.vr(), value: this.value() })),
    );
  }
}

/** Codes sealed attributes. */
export const encodeAttributes = (attributes: readonly SealedAttribute[]): Uint8Array => {
  const out = new Writer();
  out.number(VERSION);
  out.number(attributes.length);
  for (const { path, original, replacement } of attributes) {
    out.number(path.length);
    for (const { tag, item } of path) {
      out.number(tag);
      out.number(item ?? NO_ITEM);
    }
    out.number((original ? 1 : 0) | (replacement ? 2 : 0));
    if (original) {
      out.vr(original.vr);
      out.value(original.value);
    }
    if (replacement) out.bytes(replacement);
  }
  return out.join();
};

/** Reads them back; throws on anything that `encodeAttributes` did not write. */
export const decodeAttributes = (bytes: Uint8Array): SealedAttribute[] => {
  const from = new Reader(bytes);
  if (from.number() !== VERSION) throw new Error('sealed attributes of another version');
  return Array.from({ length: from.number() }, () => {
    const path: AttributePath = Array.from({ length: from.number() }, () => {
      const tag = from.number();
      const item = from.number();
      return item === NO_ITEM ? { tag } : { tag, item };
    });
    const parts = from.number();
    return {
      path,
      ...(parts & 1 ? { original: { vr: from.vr(), value: from.value() } } : {}),
      ...(parts & 2 ? { replacement: from.bytes() } : {}),
    };
  });
};
