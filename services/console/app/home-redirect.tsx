// The address `/`: straight on to the page a member starts on.
import { Navigate } from 'react-router';
import { homePage, PAGE_PATH } from '../session/permissions.ts';
import { useViewer } from '../session/viewer-context.ts';
import { NoPermission } from './page-guard.tsx';

/** Sends a member to their first page. */
export const HomeRedirect = () => {
  const home = homePage(useViewer());
  return home === undefined ? <NoPermission page="studies" /> : <Navigate to={PAGE_PATH[home]} replace />;
};
