// The gate before a network may run: a bounded reader of ONNX's protobuf that refuses external data, foreign operators and loops.

// Field numbers of onnx.proto3 (ONNX 1.21). A message reached by several paths is walked by one entry of this table.
type Walk = { readonly [field: number]: keyof typeof MESSAGES };
const MESSAGES = {
  model: { 7: 'graph', 8: 'opset', 20: 'training', 25: 'function' },
  training: { 1: 'graph', 2: 'graph' },
  graph: { 1: 'node', 5: 'tensor', 15: 'sparse' },
  function: { 7: 'node', 9: 'opset', 11: 'attribute' },
  node: { 5: 'attribute' },
  attribute: { 5: 'tensor', 6: 'graph', 10: 'tensor', 11: 'graph', 22: 'sparse', 23: 'sparse' },
  sparse: { 1: 'tensor', 2: 'tensor' },
  tensor: {},
  opset: {},
} as const satisfies Record<string, { readonly [field: number]: string }>;

const MAX_DEPTH = 32;
const MAX_MESSAGES = 1_000_000;
const MAX_TENSOR_ELEMENTS = 2 ** 31;
const LOCATION_EXTERNAL = 1n;
const DOMAINS = new Set(['', 'ai.onnx', 'ai.onnx.ml', 'com.microsoft']);
// A body that may repeat without bound cannot be given a deadline by anything but a kill; none of our networks needs one.
const UNBOUNDED = new Set(['Loop', 'Scan', 'If', 'SequenceMap']);

class GateError extends Error {}

/** Says in one sentence why the bytes may not run as a network, or `undefined` when they may. */
export const inspectOnnx = (bytes: Uint8Array): string | undefined => {
  try {
    const reader = new OnnxReader(bytes);
    reader.message('model', 0, bytes.length, 0);
    return reader.nodes === 0 ? 'it holds no operators' : undefined;
  } catch (error) {
    if (error instanceof GateError) return error.message;
    throw error;
  }
};

class OnnxReader {
  nodes = 0;
  #messages = 0;
  #at = 0;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  message(kind: keyof typeof MESSAGES, start: number, end: number, depth: number): void {
    if (depth > MAX_DEPTH) throw new GateError('its messages nest too deep');
    if (++this.#messages > MAX_MESSAGES) throw new GateError('it holds too many messages');
    if (kind === 'node') this.nodes++;
    const children: Walk = MESSAGES[kind];
    let elements = 1;
    this.#at = start;
    while (this.#at < end) {
      const key = this.#varint(end);
      const field = Number(key >> 3n);
      const wire = Number(key & 7n);
      if (wire === 2) {
        const length = Number(this.#varint(end));
        const from = this.#at;
        if (length > end - from) throw new GateError('it is cut short');
        const child = children[field];
        if (child !== undefined) this.message(child, from, from + length, depth + 1);
        else if (kind === 'tensor' && field === 1) elements *= this.#packedProduct(from, from + length);
        else this.#bytesField(kind, field, from, from + length);
        this.#at = from + length;
      } else if (wire === 0) {
        const value = this.#varint(end);
        if (kind === 'tensor' && field === 1) elements *= Number(value);
        if (kind === 'tensor' && field === 14 && value === LOCATION_EXTERNAL) throw new GateError(EXTERNAL);
      } else if (wire === 5 || wire === 1) {
        this.#at += wire === 5 ? 4 : 8;
      } else {
        throw new GateError('it is not a protobuf message');
      }
      if (elements > MAX_TENSOR_ELEMENTS) throw new GateError('one of its tensors is too large');
      if (this.#at > end) throw new GateError('it is cut short');
    }
  }

  #bytesField(kind: keyof typeof MESSAGES, field: number, from: number, to: number): void {
    if (kind === 'tensor' && field === 13) throw new GateError(EXTERNAL);
    const domain = (kind === 'node' && field === 7) || (kind === 'opset' && field === 1);
    if (domain && !DOMAINS.has(this.#text(from, to))) {
      throw new GateError(`it uses operators of the domain ${this.#text(from, to)}`);
    }
    if (kind === 'node' && field === 4 && UNBOUNDED.has(this.#text(from, to))) {
      throw new GateError(`it uses the operator ${this.#text(from, to)}, whose run time has no bound`);
    }
  }

  #packedProduct(from: number, to: number): number {
    let product = 1;
    this.#at = from;
    while (this.#at < to) product *= Number(this.#varint(to));
    return product;
  }

  #text(from: number, to: number): string {
    return Buffer.from(this.#bytes.buffer, this.#bytes.byteOffset + from, Math.min(to - from, 100)).toString('utf8');
  }

  #varint(end: number): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.#bytes[this.#at++];
      if (byte === undefined || this.#at > end) throw new GateError('it is cut short');
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    throw new GateError('it is not a protobuf message');
  }
}

const EXTERNAL = 'it keeps weights in an external file';
