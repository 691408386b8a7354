// Walking through a series: which slice is wanted, which is shown, and what went wrong on the way.
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { FrameStore, type Slice } from './frame-store.ts';
import type { PixelFrame } from './pixel-frame.ts';

export type Stack = {
  readonly count: number;
  readonly index: number;
  /** The last frame that arrived; it stays while the next one is fetched, so the stage never flashes. */
  readonly frame: PixelFrame | undefined;
  readonly loading: boolean;
  readonly error: unknown;
  readonly goTo: (index: number) => void;
  readonly step: (by: number) => void;
  readonly retry: () => void;
};

/** The state of one stack; starts in its middle, where most anatomy is. */
export const useStack = (slices: readonly Slice[]): Stack => {
  const store = useMemo(() => new FrameStore(slices), [slices]);
  const [index, setIndex] = useState(() => Math.floor((slices.length - 1) / 2));
  const [frame, setFrame] = useState<PixelFrame>();
  const [shownIndex, setShownIndex] = useState(-1);
  const [error, setError] = useState<unknown>();
  const [tries, setTries] = useState(0);
  const last = useRef(index);

  useEffect(() => () => store.close(), [store]);
  // `tries` asks the same question again
  useEffect(() => {
    let current = true;
    const direction = index >= last.current ? 1 : -1;
    last.current = index;
    const show = (arrived: PixelFrame) => {
      if (!current) return;
      setFrame(arrived);
      setShownIndex(index);
      setError(undefined);
    };
    const ready = store.peek(index);
    if (ready !== undefined) show(ready);
    else
      store.get(index).then(show, (fault: unknown) => {
        if (current) setError(fault);
      });
    store.want(index, direction);
    return () => {
      current = false;
    };
  }, [store, index, tries]);

  const goTo = useCallback(
    (to: number) => setIndex(Math.max(0, Math.min(slices.length - 1, Math.round(to)))),
    [slices.length],
  );
  const step = useCallback(
    (by: number) => setIndex((at) => Math.max(0, Math.min(slices.length - 1, at + by))),
    [slices.length],
  );
  const retry = useCallback(() => {
    setError(undefined);
    setTries((count) => count + 1);
  }, []);
  return {
    count: slices.length,
    index,
    frame,
    loading: shownIndex !== index && error === undefined,
    error,
    goTo,
    step,
    retry,
  };
};
