// A flag that turns true a while after mounting, so that fast answers never flash a loading state.
import { useEffect, useState } from 'react';

/** True once `milliseconds` have passed since mounting. */
export const useDelayed = (milliseconds: number): boolean => {
  const [passed, setPassed] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setPassed(true), milliseconds);
    return () => clearTimeout(timer);
  }, [milliseconds]);
  return passed;
};
