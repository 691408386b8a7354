// Runs the decoders that come as WebAssembly modules of one shape; a module that ever threw is not used again.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

type FrameInfo = { readonly width: number; readonly height: number; readonly componentCount: number };
type WasmDecoder = {
  getEncodedBuffer(length: number): Uint8Array;
  getDecodedBuffer(): Uint8Array;
  decode(): void;
  getFrameInfo(): FrameInfo;
  getInterleaveMode?(): number;
  delete(): void;
};
type WasmModule = Readonly<Record<string, new () => WasmDecoder>>;
type WasmFactory = (options: { print(): void; printErr(): void }) => Promise<WasmModule>;

/** A codec package and its decoder class. */
export type WasmCodec = { readonly factory: () => WasmFactory; readonly decoder: string };

export const TURBO_JPEG: WasmCodec = {
  factory: () => require('@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasmjs'),
  decoder: 'JPEGDecoder',
};
export const CHARLS: WasmCodec = {
  factory: () => require('@cornerstonejs/codec-charls/decodewasmjs'),
  decoder: 'JpegLSDecoder',
};
export const OPENJPEG: WasmCodec = {
  factory: () => require('@cornerstonejs/codec-openjpeg/decodewasmjs'),
  decoder: 'J2KDecoder',
};
export const OPENJPH: WasmCodec = {
  factory: () => require('@cornerstonejs/codec-openjph/wasmjs'),
  decoder: 'HTJ2KDecoder',
};

const modules = new Map<WasmCodec, Promise<WasmModule>>();
const silent = () => undefined;

const load = (codec: WasmCodec): Promise<WasmModule> => {
  const known = modules.get(codec);
  if (known !== undefined) return known;
  const loaded = codec.factory()({ print: silent, printErr: silent });
  modules.set(codec, loaded);
  return loaded;
};

/** What a codec made of one codestream; samples are little-endian. */
export type WasmFrame = FrameInfo & { readonly data: Uint8Array; readonly interleaveMode: number | undefined };

/** Decodes one codestream; undefined when the codec rejects it. */
export const decodeWithWasm = async (codec: WasmCodec, codestream: Uint8Array): Promise<WasmFrame | undefined> => {
  const { [codec.decoder]: Decoder } = await load(codec);
  if (Decoder === undefined) throw new Error(`the codec has no ${codec.decoder}`);
  const decoder = new Decoder();
  try {
    decoder.getEncodedBuffer(codestream.length).set(codestream);
    decoder.decode();
    const { width, height, componentCount } = decoder.getFrameInfo();
    const data = new Uint8Array(decoder.getDecodedBuffer()); // a copy: the original lies in the module's memory
    return { width, height, componentCount, data, interleaveMode: decoder.getInterleaveMode?.() };
  } catch {
    modules.delete(codec);
    return undefined;
  } finally {
    if (modules.has(codec)) decoder.delete();
  }
};
