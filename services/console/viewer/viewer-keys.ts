// The viewer's keyboard: everything the pointer can do, without one.
import type { KeyboardEvent } from 'react';
import type { LookEvent } from './look.ts';
import type { PixelFrame } from './pixel-frame.ts';
import type { Stack } from './use-stack.ts';
import type { Size } from './viewport.ts';
import { presetsOf } from './window-level.ts';

type Hands = {
  readonly frame: PixelFrame | undefined;
  readonly stack: Stack;
  readonly change: (event: LookEvent) => void;
  readonly image: Size;
  readonly canvas: Size;
};

const PAN_STEP = 40;
const DRAG_STEP = 8;

/** Acts on a key pressed while the stage has the focus; other keys stay the browser's. */
export const onViewerKey = (event: KeyboardEvent, { frame, stack, change, image, canvas }: Hands): void => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target !== event.currentTarget) return;
  const pan = (dx: number, dy: number) => change({ type: 'pan', dx, dy, image, canvas });
  const zoom = (factor: number) => change({ type: 'zoom', factor, x: 0, y: 0, image, canvas });
  const level = (dx: number, dy: number) => change({ type: 'dragWindow', dx, dy });
  const plain: Readonly<Record<string, () => void>> = {
    ArrowUp: () => stack.step(-1),
    ArrowLeft: () => stack.step(-1),
    ArrowDown: () => stack.step(1),
    ArrowRight: () => stack.step(1),
    PageUp: () => stack.step(-10),
    PageDown: () => stack.step(10),
    Home: () => stack.goTo(0),
    End: () => stack.goTo(stack.count - 1),
    '+': () => zoom(1.25),
    '=': () => zoom(1.25),
    '-': () => zoom(1 / 1.25),
    '0': () => change({ type: 'fit' }),
    i: () => change({ type: 'invert' }),
    '[': () => level(-DRAG_STEP, 0),
    ']': () => level(DRAG_STEP, 0),
    ',': () => level(0, -DRAG_STEP),
    '.': () => level(0, DRAG_STEP),
  };
  const shifted: Readonly<Record<string, () => void>> = {
    ArrowUp: () => pan(0, PAN_STEP),
    ArrowDown: () => pan(0, -PAN_STEP),
    ArrowLeft: () => pan(PAN_STEP, 0),
    ArrowRight: () => pan(-PAN_STEP, 0),
  };
  const preset = frame && presetsOf(frame)[Number(event.key) - 1];
  const act =
    (event.shiftKey ? shifted[event.key] : undefined) ??
    (preset && frame ? () => change({ type: 'preset', preset, frame }) : plain[event.key]);
  if (act === undefined) return;
  event.preventDefault();
  act();
};
