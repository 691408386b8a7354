// The tab's upload session, for the upload page, the drop zones and the dock.
import { createContext, useContext, useSyncExternalStore } from 'react';
import type { UploadSession } from './upload-session.ts';
import type { UploadState } from './upload-state.ts';

export const UploadContext = createContext<UploadSession | undefined>(undefined);

/** The session itself, to act on it. */
export const useUploadSession = (): UploadSession => {
  const session = useContext(UploadContext);
  if (session === undefined) throw new Error('no upload session above this component');
  return session;
};

/** The session's present state. */
export const useUploadState = (): UploadState => {
  const session = useUploadSession();
  return useSyncExternalStore(session.subscribe, session.snapshot);
};
