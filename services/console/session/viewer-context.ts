// The signed-in caller, for every page below the shell.
import { createContext, useContext } from 'react';
import type { ViewerFieldsFragment } from '../generated/operations.ts';

export const ViewerContext = createContext<ViewerFieldsFragment | undefined>(undefined);

/** The signed-in caller; only below the shell, which waits for it. */
export const useViewer = (): ViewerFieldsFragment => {
  const viewer = useContext(ViewerContext);
  if (viewer === undefined) throw new Error('no viewer above this component');
  return viewer;
};
