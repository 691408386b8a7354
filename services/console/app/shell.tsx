// The frame around every page: who you are, where you can go, language, theme, and the page itself.
import { useQuery } from '@apollo/client/react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate, NavLink, Outlet, useLocation, useNavigation } from 'react-router';
import { Brand } from '../design/brand.tsx';
import { Icon, type IconName } from '../design/icon.tsx';
import { Loading } from '../design/loading.tsx';
import { ViewerDocument } from '../generated/operations.ts';
import { FaultPanel } from '../session/fault-panel.tsx';
import { mayOpen, PAGE_PATH, type PageName } from '../session/permissions.ts';
import { ViewerContext } from '../session/viewer-context.ts';
import { UploadDock } from '../upload/upload-dock.tsx';
import { MemberPanel } from './member-panel.tsx';

const NAV: readonly { readonly page: PageName; readonly icon: IconName }[] = [
  { page: 'studies', icon: 'layers' },
  { page: 'upload', icon: 'upload' },
  { page: 'products', icon: 'product' },
  { page: 'usage', icon: 'usage' },
  { page: 'revenue', icon: 'coins' },
  { page: 'apiKeys', icon: 'key' },
];

/** The shell; asks for a sign-in first when nobody is signed in. */
export const Shell = () => {
  const { t } = useTranslation();
  const location = useLocation();
  const navigation = useNavigation();
  const [menuOpen, setMenuOpen] = useState(false);
  const main = useRef<HTMLElement>(null);
  const firstPath = useRef(location.pathname);
  const { data, error, loading, refetch } = useQuery(ViewerDocument);

  // The menu closes when the address changes, whatever it is
  useEffect(() => setMenuOpen(false), [location.pathname]);
  useEffect(() => {
    // A new page starts at its beginning, for the eye and for a screen reader; the first page keeps the browser's own start.
    if (firstPath.current === location.pathname) return;
    firstPath.current = '';
    main.current?.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }, [location.pathname]);

  if (data === undefined)
    return (
      <main className="route-fault">
        {error === undefined || loading ? <Loading /> : <FaultPanel error={error} onRetry={() => void refetch()} />}
      </main>
    );
  if (data.viewer === null) {
    const next = `${location.pathname}${location.search}`;
    return <Navigate to={next === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(next)}`} replace />;
  }
  const { viewer } = data;
  return (
    <ViewerContext value={viewer}>
      <a className="skip-link" href="#main">
        {t('nav.skip')}
      </a>
      <div className="shell" data-busy={navigation.state !== 'idle'}>
        <header className="side" data-open={menuOpen}>
          <div className="side-top">
            <NavLink to="/" className="brand-link" aria-label={t('nav.home')}>
              <Brand />
            </NavLink>
            <button
              type="button"
              className="button button-plain button-icon side-menu"
              aria-expanded={menuOpen}
              aria-controls="side-content"
              aria-label={t('nav.menu')}
              onClick={() => setMenuOpen(!menuOpen)}
            >
              <Icon name={menuOpen ? 'close' : 'menu'} />
            </button>
          </div>
          <div className="side-content" id="side-content">
            <p className="side-organisation">
              <strong>{viewer.organisation.name}</strong>
              <span>{t(`kind.${viewer.organisation.kind}`)}</span>
            </p>
            <nav aria-label={t('nav.label')}>
              <ul>
                {NAV.filter(({ page }) => mayOpen(viewer, page)).map(({ page, icon }) => (
                  <li key={page}>
                    <NavLink to={PAGE_PATH[page]} className="side-link">
                      <Icon name={icon} />
                      {t(`nav.${page}`)}
                    </NavLink>
                  </li>
                ))}
              </ul>
            </nav>
            <MemberPanel />
          </div>
        </header>
        <main id="main" ref={main} tabIndex={-1} className="main">
          <Outlet />
        </main>
        <UploadDock />
      </div>
    </ViewerContext>
  );
};
