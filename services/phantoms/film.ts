// Draws a frontal chest film: attenuation of simple solids along parallel rays, then the curve that makes it look like a film.
import { createGaussian, createRandom, type Random } from './random.ts';

// Taken out of the global object once: these run for every pixel.
const { abs, exp, floor, max, min, round, sqrt } = Math;

/** Where an opacity was put, in shares of the picture's width and height, and how large it is. */
export type Opacity = {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  readonly side: 'left' | 'right';
};

/** What film to draw. */
export type FilmPlan = {
  readonly seed: number;
  /** Rows and columns. */
  readonly size: number;
  readonly opacity: boolean;
};

/** Grey values from 0 (black) to `top` (white) and what was drawn into them. */
export type Film = { readonly pixels: Uint16Array; readonly top: number; readonly opacity: Opacity | undefined };

const TOP = 4095;

/** Thickness along the ray through an ellipse of the frontal plane, as a share of its depth; soft at the rim. */
const dome = (x: number, y: number, cx: number, cy: number, a: number, b: number): number => {
  const r = ((x - cx) / a) ** 2 + ((y - cy) / b) ** 2;
  return r < 1 ? sqrt(1 - r) : 0;
};

/** 1 inside, 0 outside, with a soft edge of the given width. */
const edge = (distance: number, width: number): number => 1 / (1 + exp(-distance / width));

type Pose = { readonly shift: number; readonly scale: number; readonly heart: number; readonly diaphragm: number };

const poseOf = (random: Random): Pose => ({
  shift: 0.02 * (random() - 0.5),
  scale: 0.96 + 0.08 * random(),
  heart: 0.95 + 0.12 * random(),
  diaphragm: 0.02 * (random() - 0.5),
});

/** Lung fields as seen from the front: 0 to 1, the patient's right lung on the left of the picture. */
const lungField = (x: number, y: number, { scale, diaphragm }: Pose): number => {
  const u = abs(x) / scale;
  const base = (x < 0 ? 0.665 : 0.69) + diaphragm;
  // The outer border bows out towards the base, the inner one follows the mediastinum, the base is the dome of the diaphragm.
  const outer = 0.165 + 0.175 * sqrt(max(0, min(1, (y - 0.13) / 0.4)));
  const inner = 0.062 + 0.03 * max(0, (y - 0.4) / 0.3);
  const dome1 = base + 1.9 * max(0, u - 0.17) ** 2;
  const apex = 0.125 + 0.9 * max(0, u - 0.13) ** 1.5 + 0.5 * max(0, 0.1 - u);
  return edge(outer - u, 0.009) * edge(u - inner, 0.014) * edge(y - apex, 0.012) * edge(dome1 - y, 0.006);
};

/** A bright line of a given softness; nothing far from it. */
const line = (distance: number, width: number): number =>
  abs(distance) > 3.2 * width ? 0 : exp(-((distance / width) ** 2));

/** Ribs: behind they fall outwards in arches, in front they rise outwards, fainter; brighter along their rims. */
const ribs = (x: number, y: number): number => {
  const u = abs(x);
  if (u < 0.035 || u > 0.39 || y < 0.06 || y > 0.8) return 0;
  let shade = 0;
  for (let rib = 0; rib < 10; rib++) {
    const top = 0.075 + 0.062 * rib;
    const arch =
      top + 0.16 * (u - 0.05) - 0.12 * exp(-(u - 0.035) / 0.06) * 0.25 + 1.5 * max(0, u - 0.24 - 0.006 * rib) ** 2;
    const off = y - arch;
    if (abs(off) < 0.035)
      shade += 0.042 * line(off, 0.013) + 0.022 * (line(off - 0.0115, 0.003) + 0.6 * line(off + 0.0115, 0.003));
    const front = top + 0.3 - 0.62 * (u - 0.1) + 0.5 * max(0, u - 0.26) ** 2;
    if (u > 0.13 && abs(y - front) < 0.045) shade += 0.026 * line(y - front, 0.014);
  }
  return shade;
};

const clavicles = (x: number, y: number): number => {
  const u = abs(x);
  if (u < 0.035 || u > 0.36) return 0;
  const off = y - (0.17 - 0.2 * (u - 0.035) + 0.32 * (u - 0.12) ** 2);
  return 0.075 * line(off, 0.0125) + 0.03 * line(off - 0.011, 0.003);
};

/** Vessels: soft branches that leave the hila, divide and fade outwards. */
const vesselsOf = (random: Random): ((x: number, y: number) => number) => {
  const branches = Array.from({ length: 46 }, (_, index) => ({
    side: index % 2 === 0 ? -1 : 1,
    start: 0.07 + 0.05 * random(),
    height: 0.4 + 0.05 * random(),
    slope: -1.6 + 3.4 * random(),
    bend: 3 * (random() - 0.5),
    width: 0.003 + 0.004 * random(),
    reach: 0.1 + 0.16 * random(),
  }));
  return (x, y) => {
    let shade = 0;
    for (const { side, start, height, slope, bend, width, reach } of branches) {
      const along = side * x - start;
      if (along < 0 || along > reach) continue;
      const share = along / reach;
      shade +=
        0.038 *
        min(1, 6 * share) *
        (1 - share) *
        line(y - (height + along * slope + along * along * bend), width * (1.2 - 0.8 * share));
    }
    const hilum = ((abs(x) - 0.095) / 0.035) ** 2 + ((y - 0.42) / 0.055) ** 2;
    return shade + (hilum < 9 ? 0.085 * exp(-hilum) : 0);
  };
};

/** Smooth noise of a given grain, by blending random values on a grid; about -0.5 to 0.5. */
const cloudOf = (random: Random, cells: number): ((x: number, y: number) => number) => {
  const side = cells + 2;
  const grid = Float32Array.from({ length: side * side }, () => random() - 0.5);
  return (x, y) => {
    const gx = min(cells, max(0, x * cells));
    const gy = min(cells, max(0, y * cells));
    const [ix, iy] = [floor(gx), floor(gy)];
    const [tx, ty] = [gx - ix, gy - iy];
    const [fx, fy] = [tx * tx * (3 - 2 * tx), ty * ty * (3 - 2 * ty)];
    const at = iy * side + ix;
    const upper = (grid[at] as number) * (1 - fx) + (grid[at + 1] as number) * fx;
    const lower = (grid[at + side] as number) * (1 - fx) + (grid[at + side + 1] as number) * fx;
    return upper * (1 - fy) + lower * fy;
  };
};

const opacityOf = (random: Random): Opacity => {
  const side = random() < 0.5 ? 'right' : 'left';
  const across = 0.18 + 0.06 * random();
  // The patient's right is on the left of the picture.
  return {
    x: 0.5 + (side === 'right' ? -across : across),
    y: 0.46 + 0.1 * random(),
    radius: 0.11 + 0.04 * random(),
    side,
  };
};

type Scene = {
  readonly pose: Pose;
  readonly vessels: (x: number, y: number) => number;
  readonly coarse: (x: number, y: number) => number;
  readonly fine: (x: number, y: number) => number;
  readonly opacity: Opacity | undefined;
};

/** Shade of an opacity: dense and soft-edged, patchy where it thins out. */
const opacityAt = ({ opacity, coarse, fine }: Scene, px: number, y: number): number => {
  if (opacity === undefined) return 0;
  const r = sqrt(((px - opacity.x) / opacity.radius) ** 2 + ((y - opacity.y) / (1.2 * opacity.radius)) ** 2);
  if (r > 2) return 0;
  return 0.36 * edge(0.87 - r + 0.8 * coarse(px, y) + 0.12 * fine(px, y), 0.26) * (1 + 0.1 * fine(px, y));
};

/** Soft tissue and bone along the ray, in units of the trunk's depth. */
const depthAt = (scene: Scene, px: number, y: number): number => {
  const { pose, vessels, coarse, fine } = scene;
  const x = px - 0.5 - pose.shift;
  const u = abs(x);
  const lung = lungField(x, y, pose);
  const shoulder = y - (0.045 + 1.15 * max(0, u - 0.13) ** 1.75);
  const trunk = edge(0.4 + 0.035 * edge(y - 0.72, 0.05) - u, 0.01) * edge(shoulder, 0.012);
  const arms = edge(0.13 - abs(u - 0.47 - 0.05 * (0.4 - y)), 0.01) * edge(shoulder, 0.012) * edge(0.62 - y, 0.16);
  const neck = edge(0.115 - u, 0.012);
  let depth = 0.5 * max(trunk * (1 - 0.2 * (u / 0.4) ** 2), 0.8 * neck, 0.55 * arms);
  const inside = max(trunk, neck);
  depth += inside * (0.2 * exp(-((u / 0.07) ** 2)) + 0.05 * exp(-((u / 0.03) ** 2)));
  // The heart leans to the left: its shadow is an ellipse in turned coordinates.
  const [hx, hy] = [0.82 * (x - 0.045) + 0.57 * (y - 0.555), -0.57 * (x - 0.045) + 0.82 * (y - 0.555)];
  depth +=
    0.17 * pose.heart * dome(hx, hy, 0, 0, 0.165 * pose.heart, 0.115) + 0.07 * dome(x, y, 0.055, 0.29, 0.05, 0.055);
  depth += 0.15 * trunk * edge(y - 0.7 - pose.diaphragm, 0.04) * (1 - lung);
  depth -= 0.05 * exp(-((x / 0.018) ** 2)) * edge(0.33 - y, 0.02);
  if (lung > 0.002) {
    depth -= lung * 0.285 * (0.8 + 0.3 * dome(u, y, 0.2, 0.42, 0.22, 0.36));
    depth += lung * (vessels(x, y) + 0.025 * coarse(px, y) + 0.018 * fine(px, y) + opacityAt(scene, px, y));
  }
  return depth + inside * (ribs(x, y) + clavicles(x, y) + 0.02 * coarse(y, px));
};

/** Draws the film; the same plan always gives the same one. */
export const drawFilm = ({ seed, size, opacity }: FilmPlan): Film => {
  const random = createRandom(seed ^ 0xf11a);
  const scene: Scene = {
    pose: poseOf(random),
    vessels: vesselsOf(random),
    coarse: cloudOf(random, 12),
    fine: cloudOf(random, 40),
    opacity: opacity ? opacityOf(createRandom(seed ^ 0x0bac)) : undefined,
  };
  const grain = createGaussian(random);
  const pixels = new Uint16Array(size * size);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const dense = max(0, depthAt(scene, (column + 0.5) / size, (row + 0.5) / size));
      // Film curve: the toe keeps air black, the shoulder keeps bone from clipping.
      const grey = 1.347 * (dense / (0.47 + dense));
      pixels[row * size + column] = round(max(0, min(1, 0.02 + 0.95 * grey + grain(0.003))) * TOP);
    }
  }
  return { pixels, top: TOP, opacity: scene.opacity };
};
