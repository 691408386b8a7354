// The present, for ages and running durations: re-renders at a steady pace while something is under way.
import { useEffect, useState } from 'react';

/** The current time in milliseconds, refreshed every `interval` milliseconds; still while `active` is false. */
export const useTicking = (active: boolean, interval = 1000): number => {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (!active) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), interval);
    return () => clearInterval(timer);
  }, [active, interval]);
  return now;
};
