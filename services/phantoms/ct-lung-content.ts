// What stands inside the phantom's lungs: vessels that branch from the hilum, and holes of emphysema to an exact count.
import type { Ellipsoid } from './ct-anatomy.ts';
import { FIELD_OF_VIEW_MM, TISSUE_HU } from './ct-anatomy.ts';
import { LABEL, type PhantomVolume, type VolumePlan } from './ct-volume.ts';
import { between, createRandom, type Random } from './random.ts';

// Taken out of the global object once: these run for every voxel.
const { ceil, floor, hypot, max, min, round } = Math;

type Visit = (at: number) => boolean;

/** Calls `visit` for all voxels whose centres lie in a ball, until it says stop. */
const eachInBall = (
  { slices, size, thicknessMm }: VolumePlan,
  spacingMm: number,
  centre: readonly [number, number, number],
  radius: number,
  visit: Visit,
): boolean => {
  const range = (low: number, high: number, count: number): [number, number] => [
    max(0, floor(low)),
    min(count - 1, ceil(high)),
  ];
  const [x, y, z] = centre;
  const toPixel = (mm: number) => (mm + FIELD_OF_VIEW_MM / 2) / spacingMm - 0.5;
  const [s0, s1] = range((z - radius) / thicknessMm - 0.5, (z + radius) / thicknessMm - 0.5, slices);
  const [r0, r1] = range(toPixel(y - radius), toPixel(y + radius), size);
  const [c0, c1] = range(toPixel(x - radius), toPixel(x + radius), size);
  for (let slice = s0; slice <= s1; slice++) {
    const dz = (slice + 0.5) * thicknessMm - z;
    for (let row = r0; row <= r1; row++) {
      const dy = (row + 0.5) * spacingMm - FIELD_OF_VIEW_MM / 2 - y;
      for (let column = c0; column <= c1; column++) {
        const dx = (column + 0.5) * spacingMm - FIELD_OF_VIEW_MM / 2 - x;
        if (dx * dx + dy * dy + dz * dz > radius * radius) continue;
        if (!visit((slice * size + row) * size + column)) return false;
      }
    }
  }
  return true;
};

const isLung = (label: number): boolean => label === LABEL.rightLung || label === LABEL.leftLung;

const VESSELS_PER_LUNG = 16;

/** Branches of the pulmonary vessels; their voxels stop being lung. */
export const paintVessels = (volume: PhantomVolume, plan: VolumePlan, lungs: readonly [Ellipsoid, Ellipsoid]): void => {
  const random = createRandom(plan.seed ^ 0xb100d);
  const step = max(volume.spacingMm, 1.5);
  for (const lung of lungs) {
    const inward = lung.x < 0 ? 1 : -1;
    for (let vessel = 0; vessel < VESSELS_PER_LUNG; vessel++) {
      const at: [number, number, number] = [lung.x + inward * 0.75 * lung.a, lung.y + 5, lung.z];
      const target = [
        lung.x - inward * lung.a * between(random, 0.1, 0.75),
        lung.y + lung.b * between(random, -0.7, 0.7),
        lung.z + lung.c * between(random, -0.75, 0.75),
      ] as const;
      const length = hypot(target[0] - at[0], target[1] - at[1], target[2] - at[2]);
      const steps = ceil(length / step);
      for (let index = 0; index < steps; index++) {
        const radius = max(0.75 * volume.spacingMm, 4 * (1 - index / steps));
        eachInBall(plan, volume.spacingMm, at, radius, (voxel) => {
          if (isLung(volume.labels[voxel] as number)) {
            volume.labels[voxel] = LABEL.vessel;
            volume.hu[voxel] = TISSUE_HU.blood;
          }
          return true;
        });
        for (const axis of [0, 1, 2] as const)
          at[axis] += (target[axis] - at[axis]) / (steps - index) + between(random, -0.4, 0.4);
      }
    }
  }
};

const randomPoint = (random: Random, lung: Ellipsoid): [number, number, number] => {
  // Upper lobes first, as smoking does it.
  const w = between(random, -0.5, 0.9);
  return [
    lung.x + lung.a * between(random, -0.85, 0.85),
    lung.y + lung.b * between(random, -0.85, 0.85),
    lung.z + lung.c * w,
  ];
};

/** Makes exactly the given share of the lung voxels emphysema, in holes of 2 to 7 mm radius. Returns how many voxels that is. */
export const paintEmphysema = (
  volume: PhantomVolume,
  plan: VolumePlan,
  lungs: readonly [Ellipsoid, Ellipsoid],
): number => {
  let lungVoxels = 0;
  for (const label of volume.labels) if (isLung(label)) lungVoxels += 1;
  const wanted = round((lungVoxels * plan.emphysemaPercent) / 100);
  const random = createRandom(plan.seed ^ 0xe4b);
  const smallest = 0.75 * max(volume.spacingMm, plan.thicknessMm);
  let painted = 0;
  while (painted < wanted) {
    const centre = randomPoint(random, lungs[random() < 0.5 ? 0 : 1]);
    const radius = max(smallest, between(random, 2, 7));
    eachInBall(plan, volume.spacingMm, centre, radius, (voxel) => {
      const label = volume.labels[voxel] as number;
      if (isLung(label)) {
        volume.labels[voxel] = label === LABEL.rightLung ? LABEL.rightEmphysema : LABEL.leftEmphysema;
        volume.hu[voxel] = TISSUE_HU.emphysema;
        painted += 1;
      }
      return painted < wanted;
    });
  }
  return painted;
};
