// Paints the chest phantom voxel by voxel: each voxel is one tissue by where its centre lies, so its label is known exactly.
import {
  type Anatomy,
  anatomyOf,
  BODY,
  FIELD_OF_VIEW_MM,
  insideEllipsoid,
  insideTube,
  PARENCHYMA_HU,
  TISSUE_HU,
} from './ct-anatomy.ts';
import { createGaussian, createRandom } from './random.ts';

// Taken out of the global object once: these run for every voxel.
const { abs, max, min, round } = Math;

/** What a voxel is, as far as the figures care. */
export const LABEL = {
  other: 0,
  rightLung: 1,
  leftLung: 2,
  rightEmphysema: 3,
  leftEmphysema: 4,
  vessel: 5,
  airway: 6,
} as const;

/** Size and content of a phantom volume. */
export type VolumePlan = {
  readonly seed: number;
  readonly slices: number;
  /** Rows and columns. */
  readonly size: number;
  readonly thicknessMm: number;
  /** Share of the lung voxels that become emphysema, percent. */
  readonly emphysemaPercent: number;
  /** Standard deviation of the noise on every voxel, Hounsfield units. */
  readonly noiseHu: number;
};

/** Hounsfield units and labels of all voxels, foot to head, then row by row. */
export type PhantomVolume = {
  readonly hu: Int16Array;
  readonly labels: Uint8Array;
  readonly spacingMm: number;
};

const LOWEST_HU = -1024;
const HIGHEST_HU = 3071;

const bodyTissue = (anatomy: Anatomy, x: number, y: number): number => {
  const inner = (x / (BODY.a - BODY.fat)) ** 2 + (y / (BODY.b - BODY.fat)) ** 2;
  if (inner > 1) return TISSUE_HU.fat;
  const spine = ((x - anatomy.spine.x) ** 2 + (y - anatomy.spine.y) ** 2) / anatomy.spine.radius ** 2;
  if (spine < 1) return spine > 0.7 ? TISSUE_HU.bone : TISSUE_HU.marrow;
  const aorta = ((x - anatomy.aorta.x) ** 2 + (y - anatomy.aorta.y) ** 2) / anatomy.aorta.radius ** 2;
  return aorta < 1 ? TISSUE_HU.blood : TISSUE_HU.muscle;
};

/** Ribs: slanting bands in the chest wall between the lungs and the fat. */
const isRib = (x: number, y: number, z: number): boolean => {
  const wall = (x / (BODY.a - BODY.fat)) ** 2 + (y / (BODY.b - BODY.fat)) ** 2;
  if (wall < 0.88 || wall > 0.97) return false;
  return (((z + 0.35 * y) % 26) + 26) % 26 < 9;
};

const isCouch = (y: number): boolean => y > BODY.b + 3 && y < BODY.b + 9;

/** Paints everything but what stands inside the lungs. */
export const paintVolume = (plan: VolumePlan): PhantomVolume & { readonly anatomy: Anatomy } => {
  const { slices, size, thicknessMm } = plan;
  const spacingMm = FIELD_OF_VIEW_MM / size;
  const anatomy = anatomyOf(slices * thicknessMm);
  const hu = new Int16Array(slices * size * size);
  const labels = new Uint8Array(hu.length);
  const random = createRandom(plan.seed);
  const texture = createGaussian(random);
  // The wall is at least one and a half voxels thick: no air leaks through it at any size.
  const wall = max(2.5, 1.6 * spacingMm);
  let at = 0;
  for (let slice = 0; slice < slices; slice++) {
    const z = (slice + 0.5) * thicknessMm;
    for (let row = 0; row < size; row++) {
      const y = (row + 0.5) * spacingMm - FIELD_OF_VIEW_MM / 2;
      for (let column = 0; column < size; column++, at++) {
        const x = (column + 0.5) * spacingMm - FIELD_OF_VIEW_MM / 2;
        if ((x / BODY.a) ** 2 + (y / BODY.b) ** 2 > 1) {
          hu[at] = isCouch(y) && abs(x) < 150 ? TISSUE_HU.couch : TISSUE_HU.outside;
          continue;
        }
        const side = insideEllipsoid(anatomy.right, x, y, z) < 1 ? LABEL.rightLung : LABEL.leftLung;
        if (
          (side === LABEL.rightLung || insideEllipsoid(anatomy.left, x, y, z) < 1) &&
          insideEllipsoid(anatomy.heart, x, y, z) >= 1
        ) {
          labels[at] = side;
          const gravity = (PARENCHYMA_HU.gradient * y) / BODY.b;
          const spread = max(
            -PARENCHYMA_HU.texture * 2,
            min(PARENCHYMA_HU.texture * 2, texture(PARENCHYMA_HU.texture)),
          );
          hu[at] = round(PARENCHYMA_HU.mean + gravity + spread);
          continue;
        }
        hu[at] = insideEllipsoid(anatomy.heart, x, y, z) < 1 ? TISSUE_HU.blood : bodyTissue(anatomy, x, y);
        if (isRib(x, y, z)) hu[at] = TISSUE_HU.bone;
        for (const tube of anatomy.airways) {
          if (abs(x) > 30) break;
          const inside = insideTube(tube, x, y, z);
          if (inside < 1) {
            hu[at] = TISSUE_HU.airway;
            labels[at] = LABEL.airway;
          } else if (labels[at] !== LABEL.airway && inside < ((tube.radius + wall) / tube.radius) ** 2) {
            hu[at] = TISSUE_HU.airwayWall;
          }
        }
      }
    }
  }
  return { hu, labels, spacingMm, anatomy };
};

/** Adds noise to every voxel and keeps it within what twelve bits hold. */
export const addNoise = ({ hu }: PhantomVolume, { seed, noiseHu }: VolumePlan): void => {
  const noise = createGaussian(createRandom(seed ^ 0x401e));
  for (let at = 0; at < hu.length; at++) {
    const value = (hu[at] as number) + (noiseHu === 0 ? 0 : round(noise(noiseHu)));
    hu[at] = max(LOWEST_HU, min(HIGHEST_HU, value));
  }
};
