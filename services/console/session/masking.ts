// Presentation mode: hides patient identities on this screen (teaching, screen sharing) until it is switched off.
import { useSyncExternalStore } from 'react';

const listeners = new Set<() => void>();
let masked = false;

/** Hides or shows identities. */
export const setMasked = (value: boolean): void => {
  masked = value;
  for (const listener of listeners) listener();
};

/** True while identities are hidden. */
export const useMasked = (): boolean =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => masked,
  );
