// Typed arrays with a shape: what goes into a network and comes out of it, owned by one thread at a time.

export type TensorData =
  | { readonly type: 'uint16'; readonly shape: readonly number[]; readonly data: Uint16Array<ArrayBuffer> }
  | { readonly type: 'float32'; readonly shape: readonly number[]; readonly data: Float32Array<ArrayBuffer> }
  | { readonly type: 'int64'; readonly shape: readonly number[]; readonly data: BigInt64Array<ArrayBuffer> };

/** Tensors by the name the network gives them. */
export type Tensors = Readonly<Record<string, TensorData>>;

const ARRAYS = { uint16: Uint16Array, float32: Float32Array, int64: BigInt64Array } as const;

/** Requests whose tensors agree in everything may share a batch. */
export const shapeKey = (tensors: Tensors): string =>
  Object.entries(tensors)
    .map(([name, { type, shape }]) => `${name}:${type}:${shape.join('x')}`)
    .sort()
    .join(' ');

// A scalar is copied faster than it changes hands.
const WORTH_TRANSFER_BYTES = 1_024;

/** The buffers to hand over with a message, each once; small ones are copied with it instead. */
export const buffersOf = (items: readonly Tensors[]): ArrayBuffer[] => [
  ...new Set(
    items
      .flatMap((tensors) => Object.values(tensors).map(({ data }) => data.buffer))
      .filter(({ byteLength }) => byteLength >= WORTH_TRANSFER_BYTES),
  ),
];

/**
 * Joins requests along their first axis. One request is passed on as it is; more are copied into `arena`, which grows to
 * the largest batch and is used again, so that no large buffer is allocated per batch.
 */
export const joinBatch = (items: readonly Tensors[], arena: Map<string, ArrayBuffer>): Tensors => {
  const first = items[0];
  if (first === undefined) throw new RangeError('an empty batch');
  if (items.length === 1) return first;
  const joined: Record<string, TensorData> = {};
  for (const [name, { type, shape, data }] of Object.entries(first)) {
    const bytes = data.byteLength * items.length;
    let buffer = arena.get(name);
    if (buffer === undefined || buffer.byteLength < bytes) {
      buffer = new ArrayBuffer(bytes);
      arena.set(name, buffer);
    }
    const whole = new ARRAYS[type](buffer, 0, data.length * items.length);
    for (const [index, item] of items.entries()) {
      // One batch holds one shape and type (see shapeKey), so the union's members agree.
      (whole as Float32Array).set((item[name] as TensorData).data as Float32Array, index * data.length);
    }
    joined[name] = { type, shape: [(shape[0] ?? 1) * items.length, ...shape.slice(1)], data: whole } as TensorData;
  }
  return joined;
};
