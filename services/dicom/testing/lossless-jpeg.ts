// A small JPEG lossless encoder (T.81 annex H), so that the decoder can be tried with any picture, predictor and interval.

/** A picture and how to code it; samples of a pixel alternate. */
export type LosslessPicture = {
  readonly width: number;
  readonly height: number;
  readonly components: number;
  readonly precision: number;
  readonly selection: number;
  readonly pointTransform: number;
  /** Rows per restart interval; 0 for none. */
  readonly restartRows: number;
  readonly samples: readonly number[];
};

const CODE_LENGTH = 5;
const CATEGORIES = 17;

class BitWriter {
  readonly bytes: number[] = [];
  #bits = 0;
  #count = 0;

  write(value: number, size: number): void {
    for (let bit = size - 1; bit >= 0; bit -= 1) {
      this.#bits = (this.#bits << 1) | ((value >> bit) & 1);
      this.#count += 1;
      if (this.#count === 8) this.#flush();
    }
  }

  pad(): void {
    while (this.#count > 0) this.write(1, 1);
  }

  #flush(): void {
    this.bytes.push(this.#bits);
    if (this.#bits === 0xff) this.bytes.push(0);
    this.#bits = 0;
    this.#count = 0;
  }
}

const segment = (marker: number, bytes: readonly number[]): number[] => [
  0xff,
  marker,
  (bytes.length + 2) >> 8,
  (bytes.length + 2) & 0xff,
  ...bytes,
];

const writeDifference = (writer: BitWriter, difference: number): void => {
  const wrapped = ((difference + 32_768) & 0xffff) - 32_768;
  const size = wrapped === -32_768 ? 16 : 32 - Math.clz32(Math.abs(wrapped));
  writer.write(size, CODE_LENGTH); // every category has a code of five bits, its own number
  if (size > 0 && size < 16) writer.write(wrapped < 0 ? wrapped + (1 << size) - 1 : wrapped, size);
};

const predictors = (a: number, b: number, c: number): readonly number[] => [
  0,
  a,
  b,
  c,
  a + b - c,
  a + ((b - c) >> 1),
  b + ((a - c) >> 1),
  (a + b) >> 1,
];

/** Encodes a picture whose samples fit its precision after the point transform. */
export const losslessJpeg = (picture: LosslessPicture): Uint8Array => {
  const { width, height, components, precision, selection, pointTransform, restartRows, samples } = picture;
  const perRow = width * components;
  const value = (index: number) => (samples[index] as number) >> pointTransform;
  const writer = new BitWriter();
  for (let index = 0; index < samples.length; index += 1) {
    const row = Math.floor(index / perRow);
    const column = index % perRow;
    const restarts = restartRows > 0 && row > 0 && row % restartRows === 0;
    if (restarts && column === 0) {
      writer.pad();
      writer.bytes.push(0xff, 0xd0 + ((row / restartRows - 1) % 8));
    }
    const firstRow = row === 0 || restarts;
    const atStart = column < components;
    const predicted = firstRow
      ? atStart
        ? 1 << (precision - pointTransform - 1)
        : value(index - components)
      : atStart
        ? value(index - perRow)
        : (predictors(value(index - components), value(index - perRow), value(index - perRow - components))[
            selection
          ] as number);
    writeDifference(writer, value(index) - predicted);
  }
  writer.pad();
  const ids = Array.from({ length: components }, (_, index) => index + 1);
  const restart = restartRows * width;
  return Uint8Array.from([
    0xff,
    0xd8,
    ...segment(0xc3, [
      precision,
      height >> 8,
      height & 0xff,
      width >> 8,
      width & 0xff,
      components,
      ...ids.flatMap((id) => [id, 0x11, 0]),
    ]),
    ...segment(0xc4, [
      0,
      0,
      0,
      0,
      0,
      CATEGORIES,
      ...new Array<number>(11).fill(0),
      ...Array.from({ length: CATEGORIES }, (_, index) => index),
    ]),
    ...(restart > 0 ? segment(0xdd, [restart >> 8, restart & 0xff]) : []),
    ...segment(0xda, [components, ...ids.flatMap((id) => [id, 0]), selection, 0, pointTransform]),
    ...writer.bytes,
    0xff,
    0xd9,
  ]);
};
