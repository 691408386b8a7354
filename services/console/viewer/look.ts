// How the stage looks: window, inversion, zoom and place, and every way to change them. A pure reducer.
import type { PixelFrame } from './pixel-frame.ts';
import { FITTED, panBy, type Size, type Viewport, zoomAt } from './viewport.ts';
import { dragWindow, type PresetName, presetWindow, startPreset, type Window } from './window-level.ts';

export type Look = {
  readonly preset: PresetName | 'custom';
  /** Unset until the first frame arrived. */
  readonly window?: Window;
  readonly invert: boolean;
  readonly viewport: Viewport;
};

export type LookEvent =
  | { readonly type: 'firstFrame'; readonly frame: PixelFrame }
  | { readonly type: 'preset'; readonly preset: PresetName; readonly frame: PixelFrame }
  | { readonly type: 'window'; readonly window: Window }
  | { readonly type: 'dragWindow'; readonly dx: number; readonly dy: number }
  | { readonly type: 'invert' | 'fit' }
  | {
      readonly type: 'zoom';
      readonly factor: number;
      readonly x: number;
      readonly y: number;
      readonly image: Size;
      readonly canvas: Size;
    }
  | { readonly type: 'pan'; readonly dx: number; readonly dy: number; readonly image: Size; readonly canvas: Size };

export const START_LOOK: Look = { preset: 'full', invert: false, viewport: FITTED };

/** The look after an event. */
export const lookReducer = (look: Look, event: LookEvent): Look => {
  switch (event.type) {
    case 'firstFrame': {
      if (look.window !== undefined) return look;
      const preset = startPreset(event.frame);
      return { ...look, preset, window: presetWindow(preset, event.frame) };
    }
    case 'preset':
      return { ...look, preset: event.preset, window: presetWindow(event.preset, event.frame) };
    case 'window':
      return { ...look, preset: 'custom', window: { ...event.window, width: Math.max(1, event.window.width) } };
    case 'dragWindow':
      return look.window === undefined
        ? look
        : { ...look, preset: 'custom', window: dragWindow(look.window, event.dx, event.dy) };
    case 'invert':
      return { ...look, invert: !look.invert };
    case 'fit':
      return { ...look, viewport: FITTED };
    case 'zoom':
      return { ...look, viewport: zoomAt(look.viewport, event.factor, event, event.image, event.canvas) };
    case 'pan':
      return { ...look, viewport: panBy(look.viewport, event.dx, event.dy, event.image, event.canvas) };
  }
};
