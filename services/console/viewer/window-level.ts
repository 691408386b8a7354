// Window and level: presets, a sensible start, and the grey table of PS3.3 C.11.2.1.2.1 (LINEAR). Pure.
import type { ImageDescription } from './describe-image.ts';

/** What a window is chosen from: stored values, their rescale, and the sender's own windows. */
type Windowed = Pick<ImageDescription, 'slope' | 'intercept' | 'windows'> & { readonly values: Iterable<number> };

export type Window = { readonly center: number; readonly width: number };
export type PresetName = 'default' | 'lung' | 'softTissue' | 'bone' | 'full';

/** Windows on the Hounsfield scale, as radiologists set them for CT. */
export const CT_PRESETS: Readonly<Record<'lung' | 'softTissue' | 'bone', Window>> = {
  lung: { center: -600, width: 1500 },
  softTissue: { center: 40, width: 400 },
  bone: { center: 400, width: 1800 },
};

/** The presets that an image offers, in the order of their keys 1, 2, 3 ... */
export const presetsOf = ({ modality }: Pick<ImageDescription, 'modality'>): readonly PresetName[] =>
  modality === 'CT' ? ['lung', 'softTissue', 'bone', 'full'] : ['default', 'full'];

/** The whole range of a frame's values. */
export const fullWindow = ({ values, slope, intercept }: Omit<Windowed, 'windows'>): Window => {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const a = low * slope + intercept;
  const b = high * slope + intercept;
  return { center: (a + b) / 2, width: Math.max(1, Math.abs(b - a)) };
};

/** The window of a preset for a frame; `default` is the sender's own, or the full range where it gave none. */
export const presetWindow = (preset: PresetName, frame: Windowed): Window => {
  if (preset === 'full') return fullWindow(frame);
  if (preset === 'default') return frame.windows[0] ?? fullWindow(frame);
  return CT_PRESETS[preset];
};

/** The window that a series opens with. */
export const startPreset = ({ modality, windows }: Pick<ImageDescription, 'modality' | 'windows'>): PresetName =>
  modality === 'CT' ? 'lung' : windows.length > 0 ? 'default' : 'full';

/** The displayed grey (0-255) of a value, after PS3.3 C.11.2.1.2.1. */
export const greyOf = (value: number, { center, width }: Window): number => {
  if (width <= 1) return value < center - 0.5 ? 0 : 255;
  const grey = ((value - (center - 0.5)) / (width - 1) + 0.5) * 255;
  return grey <= 0 ? 0 : grey >= 255 ? 255 : Math.round(grey);
};

/** Changes a window by a drag: right widens, down brightens; scaled so that a full drag crosses the present width. */
export const dragWindow = ({ center, width }: Window, dx: number, dy: number): Window => {
  const pace = Math.max(1, width / 256);
  return { center: Math.round(center + dy * pace), width: Math.max(1, Math.round(width + dx * pace)) };
};
