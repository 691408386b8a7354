// Grey values after DICOM's own formula, and the drags that change them.
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { dragWindow, greyOf, presetsOf, startPreset } from './window-level.ts';

const windows = fc.record({ center: fc.integer({ min: -2000, max: 2000 }), width: fc.integer({ min: 1, max: 4000 }) });

describe('window and level', () => {
  test('follow PS3.3 C.11.2.1.2.1 at its edges: black at and below, white above, one grey step between', () => {
    // Width 100 at centre 50: black up to 0, white above 99.
    const window = { center: 50, width: 100 };
    expect([-1, 0, 99, 100].map((value) => greyOf(value, window))).toEqual([0, 0, 255, 255]);
    expect(greyOf(49.5, window)).toBe(128);
    expect([49.4, 49.5].map((value) => greyOf(value, { center: 50, width: 1 }))).toEqual([0, 255]);
  });

  test('never turn a brighter value darker', () => {
    fc.assert(
      fc.property(
        windows,
        fc.integer({ min: -3000, max: 3000 }),
        fc.integer({ min: 0, max: 500 }),
        (window, value, more) => {
          const [a, b] = [greyOf(value, window), greyOf(value + more, window)];
          expect(a).toBeLessThanOrEqual(b);
          expect(a).toBeGreaterThanOrEqual(0);
          expect(b).toBeLessThanOrEqual(255);
        },
      ),
    );
  });

  test('stay valid however far a drag goes', () => {
    fc.assert(
      fc.property(
        windows,
        fc.integer({ min: -5000, max: 5000 }),
        fc.integer({ min: -5000, max: 5000 }),
        (window, dx, dy) => {
          const dragged = dragWindow(window, dx, dy);
          expect(dragged.width).toBeGreaterThanOrEqual(1);
          expect(Number.isInteger(dragged.center)).toBe(true);
        },
      ),
    );
  });

  test('offer Hounsfield presets for CT only, and open a radiograph as it was sent', () => {
    expect(presetsOf({ modality: 'CT' })).toContain('lung');
    expect(presetsOf({ modality: 'DX' })).toEqual(['default', 'full']);
    expect(startPreset({ modality: 'CT', windows: [] })).toBe('lung');
    expect(startPreset({ modality: 'DX', windows: [{ center: 1, width: 2 }] })).toBe('default');
    expect(startPreset({ modality: 'DX', windows: [] })).toBe('full');
  });
});
