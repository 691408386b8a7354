// The frame of a table that may be wider than the page: it scrolls inside, by pointer and by arrow keys.
import type { ReactNode } from 'react';

/** A focusable scroller around a table without links or buttons of its own, for those who scroll by keyboard. */
export const TableFrame = ({ label, children }: { label: string; children: ReactNode }) => (
  // biome-ignore lint/a11y/useSemanticElements: a fieldset groups form fields, not a table
  // biome-ignore lint/a11y/noNoninteractiveTabindex: a scroller must be reachable by keyboard (WCAG 2.1.1)
  <div className="table-wrap" role="group" aria-label={label} tabIndex={0}>
    {children}
  </div>
);
