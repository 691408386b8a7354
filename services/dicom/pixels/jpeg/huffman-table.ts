// Huffman tables of JPEG (T.81 annex C), spread out so that one look at 16 bits gives a symbol.
import { type EntropyReader, JpegError } from './entropy-reader.ts';

/** A table as its segment defines it: how many codes of each length, and the symbols in order. */
export type HuffmanDefinition = { readonly counts: Uint8Array; readonly symbols: Uint8Array };

/** For each 16 bits: length of the code they begin with in the upper byte, its symbol in the lower; 0 where there is none. */
export type HuffmanTable = Uint16Array;

const WIDTH = 16;

export const huffmanTable = ({ counts, symbols }: HuffmanDefinition): HuffmanTable => {
  const table = new Uint16Array(1 << WIDTH);
  let code = 0;
  let next = 0;
  for (let length = 1; length <= WIDTH; length += 1) {
    const span = 1 << (WIDTH - length);
    for (let index = counts[length - 1] ?? 0; index > 0; index -= 1) {
      const start = code * span;
      if (start + span > table.length) throw new JpegError('a Huffman table has too many codes');
      table.fill((length << 8) | (symbols[next] ?? 0), start, start + span);
      code += 1;
      next += 1;
    }
    code *= 2;
  }
  return table;
};

/** Reads one symbol. */
export const readSymbol = (reader: EntropyReader, table: HuffmanTable): number => {
  const entry = table[reader.peek16()] as number;
  if (entry === 0) throw new JpegError('no Huffman code matches');
  reader.skip(entry >> 8);
  return entry & 0xff;
};
