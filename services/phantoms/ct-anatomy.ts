// The chest phantom's anatomy: ellipses and ellipsoids in millimetres, x to the patient's left, y to the back, z to the head.

// Taken out of the global object once: these run for every voxel.
const { max, min } = Math;

/** An ellipsoid by centre and half axes. */
export type Ellipsoid = {
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly a: number;
  readonly b: number;
  readonly c: number;
};

/** A tube between two points. */
export type Tube = {
  readonly from: readonly [number, number, number];
  readonly to: readonly [number, number, number];
  readonly radius: number;
};

/** Hounsfield units of the phantom's tissues. */
export const TISSUE_HU = {
  outside: -1000,
  fat: -100,
  muscle: 45,
  bone: 350,
  marrow: 180,
  blood: 40,
  airway: -1000,
  airwayWall: 30,
  couch: -150,
  emphysema: -980,
} as const;

/** Parenchyma lies within these bounds before noise, well above the -950 threshold. */
export const PARENCHYMA_HU = { mean: -870, gradient: 22, texture: 18 } as const;

export const BODY = { a: 162, b: 112, fat: 14 } as const;
export const FIELD_OF_VIEW_MM = 360;

/** Shapes that scale with the height of the volume: lungs always fit inside it. */
export const anatomyOf = (height: number) => {
  const middle = height / 2;
  const reach = 0.44 * height;
  const right: Ellipsoid = { x: -74, y: 2, z: middle, a: 56, b: 80, c: reach };
  const left: Ellipsoid = { x: 74, y: 2, z: middle, a: 53, b: 78, c: reach };
  const heart: Ellipsoid = { x: 22, y: -34, z: middle - 0.18 * height, a: 48, b: 40, c: 0.24 * height };
  const carina = middle + 0.08 * height;
  // Stubs of the main bronchi end well before the lungs: no path of air leads from the windpipe into them.
  const airways: readonly Tube[] = [
    { from: [0, 8, carina], to: [0, 8, height + 50], radius: 8 },
    { from: [0, 8, carina], to: [-11, 12, carina - 0.04 * height], radius: 5 },
    { from: [0, 8, carina], to: [12, 13, carina - 0.05 * height], radius: 5 },
  ];
  return { right, left, heart, airways, spine: { x: 0, y: 74, radius: 19 }, aorta: { x: 24, y: 52, radius: 11 } };
};

export type Anatomy = ReturnType<typeof anatomyOf>;

/** Squared distance of a point from a tube's axis, over its squared radius: below 1 is inside. */
export const insideTube = ({ from, to, radius }: Tube, x: number, y: number, z: number): number => {
  const [dx, dy, dz] = [to[0] - from[0], to[1] - from[1], to[2] - from[2]];
  const along = ((x - from[0]) * dx + (y - from[1]) * dy + (z - from[2]) * dz) / (dx * dx + dy * dy + dz * dz);
  const t = min(1, max(0, along));
  const [ex, ey, ez] = [x - from[0] - t * dx, y - from[1] - t * dy, z - from[2] - t * dz];
  return (ex * ex + ey * ey + ez * ez) / (radius * radius);
};

/** Normalised squared radius of a point in an ellipsoid: below 1 is inside. */
export const insideEllipsoid = (e: Ellipsoid, x: number, y: number, z: number): number => {
  const [u, v, w] = [(x - e.x) / e.a, (y - e.y) / e.b, (z - e.z) / e.c];
  return u * u + v * v + w * w;
};
