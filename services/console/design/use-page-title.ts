// The browser tab's title: the page and the product, never a patient.
import { useEffect } from 'react';

/** Names the page in the browser's title. */
export const usePageTitle = (title: string): void => {
  useEffect(() => {
    document.title = `${title} · Hounsfield`;
  }, [title]);
};
