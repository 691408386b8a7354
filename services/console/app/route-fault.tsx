// The last net: a page that threw, or a chunk that could not be fetched after a new version was rolled out.
import { useTranslation } from 'react-i18next';
import { useRouteError } from 'react-router';
import { FaultPanel } from '../session/fault-panel.tsx';

/** Shows the fault in place of the page, with a reload as the way out. */
export const RouteFault = () => {
  const { t } = useTranslation();
  const error = useRouteError();
  return (
    <main className="route-fault stack">
      <h1>{t('fault.pageTitle')}</h1>
      <FaultPanel error={error} onRetry={() => window.location.reload()} />
    </main>
  );
};
