// Zooming keeps the point under the pointer; panning never loses the image.
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { FITTED, imagePoint, imageRect, panBy, zoomAt } from './viewport.ts';

const image = { width: 512, height: 512 };
const canvas = { width: 800, height: 600 };

test('fits the whole image, centred', () => {
  expect(imageRect(FITTED, image, canvas)).toEqual({ x: 100, y: 0, width: 600, height: 600 });
});

test('zooms about a point: the image pixel under it stays under it', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -200, max: 200 }),
      fc.integer({ min: -200, max: 200 }),
      fc.double({ min: 1, max: 4, noNaN: true }),
      (x, y, factor) => {
        const before = imagePoint(FITTED, image, canvas, 400 + x, 300 + y);
        const after = imagePoint(zoomAt(FITTED, factor, { x, y }, image, canvas), image, canvas, 400 + x, 300 + y);
        expect(after.x).toBeCloseTo(before.x, 6);
        expect(after.y).toBeCloseTo(before.y, 6);
      },
    ),
  );
});

test('keeps part of the image on the canvas however far it is moved', () => {
  fc.assert(
    fc.property(fc.integer({ min: -1e6, max: 1e6 }), fc.integer({ min: -1e6, max: 1e6 }), (dx, dy) => {
      const rect = imageRect(panBy({ zoom: 2, x: 0, y: 0 }, dx, dy, image, canvas), image, canvas);
      expect(rect.x).toBeLessThan(canvas.width);
      expect(rect.x + rect.width).toBeGreaterThan(0);
      expect(rect.y).toBeLessThan(canvas.height);
      expect(rect.y + rect.height).toBeGreaterThan(0);
    }),
  );
});
