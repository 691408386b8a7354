// Where the image lies on the canvas: fit, zoom about a point, pan within reason. Pure; lengths in CSS pixels.

export type Size = { readonly width: number; readonly height: number };
/** `zoom` 1 is "fits"; x and y move the image's middle from the canvas's. */
export type Viewport = { readonly zoom: number; readonly x: number; readonly y: number };

export const FITTED: Viewport = { zoom: 1, x: 0, y: 0 };
const MIN_ZOOM = 0.5;
const MAX_ZOOM = 16;

/** Canvas pixels per image pixel when the whole image just fits. */
export const fitScale = (image: Size, canvas: Size): number =>
  Math.min(canvas.width / image.width, canvas.height / image.height);

// At least a quarter of the canvas keeps showing the image.
const clampPan = (viewport: Viewport, image: Size, canvas: Size): Viewport => {
  const scale = fitScale(image, canvas) * viewport.zoom;
  const reachX = (image.width * scale) / 2 + canvas.width / 4;
  const reachY = (image.height * scale) / 2 + canvas.height / 4;
  const clamp = (value: number, reach: number) => Math.max(-reach, Math.min(reach, value));
  return { ...viewport, x: clamp(viewport.x, reachX), y: clamp(viewport.y, reachY) };
};

/** Zooms by a factor and keeps the point (from the canvas's middle) where it is. */
export const zoomAt = (
  viewport: Viewport,
  factor: number,
  point: { readonly x: number; readonly y: number },
  image: Size,
  canvas: Size,
): Viewport => {
  const zoom = Math.max(MIN_ZOOM, Math.min(MAX_ZOOM, viewport.zoom * factor));
  const ratio = zoom / viewport.zoom;
  const moved = { zoom, x: point.x - (point.x - viewport.x) * ratio, y: point.y - (point.y - viewport.y) * ratio };
  return clampPan(moved, image, canvas);
};

/** Moves the image. */
export const panBy = (viewport: Viewport, dx: number, dy: number, image: Size, canvas: Size): Viewport =>
  clampPan({ ...viewport, x: viewport.x + dx, y: viewport.y + dy }, image, canvas);

/** The rectangle in which the image is drawn. */
export const imageRect = ({ zoom, x, y }: Viewport, image: Size, canvas: Size) => {
  const scale = fitScale(image, canvas) * zoom;
  const width = image.width * scale;
  const height = image.height * scale;
  return { x: (canvas.width - width) / 2 + x, y: (canvas.height - height) / 2 + y, width, height };
};

/** The image pixel under a point of the canvas (from its top left corner). */
export const imagePoint = (viewport: Viewport, image: Size, canvas: Size, px: number, py: number) => {
  const rect = imageRect(viewport, image, canvas);
  return { x: ((px - rect.x) / rect.width) * image.width, y: ((py - rect.y) / rect.height) * image.height };
};
