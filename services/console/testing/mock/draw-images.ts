// Pictures for looking at the viewer: chest CT slices and a chest radiograph drawn from ellipses; nothing measured.

type Ellipse = {
  readonly x: number;
  readonly y: number;
  readonly a: number;
  readonly b: number;
  readonly value: number;
};

const inside = ({ x, y, a, b }: Ellipse, px: number, py: number): boolean =>
  ((px - x) / a) ** 2 + ((py - y) / b) ** 2 <= 1;

// Reproducible speckle, so that flat regions look like images and not like drawings.
const speckle = (px: number, py: number, seed: number): number => {
  const wave = Math.sin(px * 12.9898 + py * 78.233 + seed * 37.719) * 43_758.5453;
  return (wave - Math.floor(wave) - 0.5) * 2;
};

export const CT_SIZE = 256;
export const CT_SLICES = 60;

/** Stored values (HU + 1024) of one axial slice, 16-bit little-endian. */
export const ctSlice = (slice: number): Uint8Array => {
  const t = slice / (CT_SLICES - 1);
  const lung = Math.sin(Math.PI * Math.min(1, Math.max(0, t))) ** 0.6;
  const shapes: Ellipse[] = [
    { x: 128, y: 132, a: 112, b: 84, value: -95 },
    { x: 128, y: 132, a: 104, b: 76, value: 45 },
    { x: 80, y: 130, a: 38 * lung, b: 58 * lung, value: -860 },
    { x: 176, y: 130, a: 36 * lung, b: 58 * lung, value: -860 },
    { x: 138, y: 118, a: 26 + 8 * t, b: 30 + 6 * t, value: 55 },
    { x: 128, y: 182, a: 15, b: 13, value: 420 },
    { x: 128, y: 182, a: 9, b: 8, value: 180 },
    { x: 128, y: 176, a: 5, b: 5, value: 25 },
    { x: 118, y: 160, a: 9, b: 9, value: 140 },
    { x: 126, y: 74, a: 11, b: 4, value: 380 },
    ...[0.25, 0.5, 0.75, 1.15, 1.4, 1.65, 1.9, 0.05].map((turn) => ({
      x: 128 + Math.cos(turn * Math.PI + t) * 97,
      y: 132 + Math.sin(turn * Math.PI + t) * 70,
      a: 7,
      b: 4,
      value: 520,
    })),
    ...Array.from({ length: 26 }, (_, vessel) => ({
      x: (vessel % 2 === 0 ? 80 : 176) + Math.cos(vessel * 2.4 + t * 3) * (6 + vessel) * lung,
      y: 130 + Math.sin(vessel * 2.4 + t * 3) * (10 + vessel * 1.6) * lung,
      a: 2.6 - vessel * 0.06,
      b: 2.6 - vessel * 0.06,
      value: 20,
    })),
  ];
  const values = new Int16Array(CT_SIZE * CT_SIZE).fill(-1000);
  for (let y = 0; y < CT_SIZE; y += 1)
    for (let x = 0; x < CT_SIZE; x += 1) {
      let value = -1000;
      for (const shape of shapes) if (inside(shape, x, y)) value = shape.value;
      if (value === -860 && inside({ x: 60, y: 92, a: 20, b: 24, value: 0 }, x, y)) value = -965;
      values[y * CT_SIZE + x] = Math.round(value + speckle(x, y, slice) * 22);
    }
  return new Uint8Array(values.buffer);
};

export const XRAY_SIZE = 512;

/** A frontal chest picture, 16 bits allocated, 12 stored, MONOCHROME2. */
export const radiograph = (): Uint8Array => {
  const values = new Uint16Array(XRAY_SIZE * XRAY_SIZE);
  for (let y = 0; y < XRAY_SIZE; y += 1)
    for (let x = 0; x < XRAY_SIZE; x += 1) {
      const body = inside({ x: 256, y: 300, a: 230, b: 290, value: 0 }, x, y) ? 2300 : 350;
      const side = x < 256 ? 165 : 350;
      const d = ((x - side) / 88) ** 2 + ((y - 235) / 160) ** 2;
      const lung = d < 1 ? -1350 * (1 - d) ** 0.35 : 0;
      const spine = Math.abs(x - 256) < 26 ? 620 : 0;
      const heart = inside({ x: 290, y: 330, a: 86, b: 78, value: 0 }, x, y) ? 560 : 0;
      const rib = Math.sin((y + Math.abs(x - 256) * 0.55) / 13) > 0.72 ? 210 : 0;
      const dome = y > 385 + Math.abs(x - side) * 0.18 ? 700 : 0;
      const value = body + lung + spine + heart + rib + dome + speckle(x, y, 3) * 60;
      values[y * XRAY_SIZE + x] = Math.max(0, Math.min(4095, Math.round(value)));
    }
  return new Uint8Array(values.buffer);
};
