// The canvas itself: draws the frame, follows the pointer, and reports the value under it.
import { type PointerEvent, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Look, LookEvent } from './look.ts';
import { type PixelFrame, paintFrame, valueAt } from './pixel-frame.ts';
import { imagePoint, imageRect, type Size } from './viewport.ts';

export type StageTool = 'window' | 'pan';

type StageProps = {
  readonly frame: PixelFrame | undefined;
  readonly look: Look;
  readonly change: (event: LookEvent) => void;
  readonly tool: StageTool;
  readonly canvas: Size;
  readonly onResize: (size: Size) => void;
  readonly onStep: (by: number) => void;
};

// Trackpads send many small wheel events: a slice is this much of them.
const WHEEL_STEP = 40;

const painted = (frame: PixelFrame, { window, invert }: Look): HTMLCanvasElement | undefined => {
  if (window === undefined) return undefined;
  const picture = document.createElement('canvas');
  picture.width = frame.columns;
  picture.height = frame.rows;
  const pixels = new ImageData(paintFrame(frame, window, invert), frame.columns, frame.rows);
  picture.getContext('2d')?.putImageData(pixels, 0, 0);
  return picture;
};

/** Fills its parent; the parent carries the keyboard and the label. */
export const Stage = ({ frame, look, change, tool, canvas, onResize, onStep }: StageProps) => {
  const { t, i18n } = useTranslation();
  const element = useRef<HTMLCanvasElement>(null);
  const drag = useRef<{ x: number; y: number; button: number }>(undefined);
  const [probe, setProbe] = useState<number>();
  const { window: levels, invert, viewport } = look;
  // The picture depends on window and inversion, not on zoom
  const picture = useMemo(() => frame && painted(frame, look), [frame, levels, invert]);
  const image: Size = { width: frame?.columns ?? 1, height: frame?.rows ?? 1 };

  useEffect(() => {
    const parent = element.current?.parentElement;
    if (!parent) return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry) onResize({ width: entry.contentRect.width, height: entry.contentRect.height });
    });
    observer.observe(parent);
    return () => observer.disconnect();
  }, [onResize]);

  useEffect(() => {
    const surface = element.current;
    const context = surface?.getContext('2d');
    if (!surface || !context) return;
    const ratio = devicePixelRatio || 1;
    surface.width = Math.max(1, Math.round(canvas.width * ratio));
    surface.height = Math.max(1, Math.round(canvas.height * ratio));
    if (picture === undefined) return;
    const rect = imageRect(viewport, { width: picture.width, height: picture.height }, canvas);
    context.imageSmoothingQuality = 'high';
    context.drawImage(picture, rect.x * ratio, rect.y * ratio, rect.width * ratio, rect.height * ratio);
  }, [picture, viewport, canvas]);

  // The wheel must be heard actively: React's own listener could not keep the page from scrolling.
  useEffect(() => {
    const surface = element.current;
    if (!surface) return;
    let travelled = 0;
    const onWheel = (event: WheelEvent) => {
      event.preventDefault();
      if (event.ctrlKey || event.metaKey) {
        const { x, y } = fromMiddle(event, surface);
        return change({ type: 'zoom', factor: event.deltaY < 0 ? 1.15 : 1 / 1.15, x, y, image, canvas });
      }
      travelled += event.deltaMode === 1 ? event.deltaY * WHEEL_STEP : event.deltaY;
      const steps = Math.trunc(travelled / WHEEL_STEP);
      travelled -= steps * WHEEL_STEP;
      if (steps !== 0) onStep(steps);
    };
    surface.addEventListener('wheel', onWheel, { passive: false });
    return () => surface.removeEventListener('wheel', onWheel);
  });

  const onMove = (event: PointerEvent<HTMLCanvasElement>) => {
    const from = drag.current;
    if (from === undefined) {
      const box = event.currentTarget.getBoundingClientRect();
      const at = imagePoint(viewport, image, canvas, event.clientX - box.left, event.clientY - box.top);
      return setProbe(frame && valueAt(frame, at.x, at.y));
    }
    const dx = event.clientX - from.x;
    const dy = event.clientY - from.y;
    drag.current = { ...from, x: event.clientX, y: event.clientY };
    const pans = tool === 'pan' || from.button === 1 || event.shiftKey;
    change(pans ? { type: 'pan', dx, dy, image, canvas } : { type: 'dragWindow', dx, dy });
  };
  return (
    <>
      <canvas
        ref={element}
        className={`stage-canvas stage-canvas-${tool}`}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          drag.current = { x: event.clientX, y: event.clientY, button: event.button };
        }}
        onPointerMove={onMove}
        onPointerUp={() => {
          drag.current = undefined;
        }}
        onPointerCancel={() => {
          drag.current = undefined;
        }}
        onPointerLeave={() => setProbe(undefined)}
      />
      <p className="stage-note num" aria-hidden="true">
        {levels !== undefined && frame?.kind === 'grey' && (
          <span>
            {t('viewer.windowShort')} {Math.round(levels.width)} · {t('viewer.levelShort')} {Math.round(levels.center)}
          </span>
        )}
        {probe !== undefined && (
          <span>
            {new Intl.NumberFormat(i18n.language, { maximumFractionDigits: 1 }).format(probe)}
            {frame?.modality === 'CT' && ' HU'}
          </span>
        )}
      </p>
    </>
  );
};

const fromMiddle = (event: WheelEvent, surface: HTMLElement) => {
  const box = surface.getBoundingClientRect();
  return { x: event.clientX - box.left - box.width / 2, y: event.clientY - box.top - box.height / 2 };
};
