// The guard of a page: shows it to those whose role has it, and tells the others which role they would need.
import { useTranslation } from 'react-i18next';
import { Outlet } from 'react-router';
import { EmptyState } from '../design/empty-state.tsx';
import { usePageTitle } from '../design/use-page-title.ts';
import { mayOpen, PAGE_RULES, type PageName } from '../session/permissions.ts';
import { useViewer } from '../session/viewer-context.ts';

/** Explains that a page needs another role, and which. */
export const NoPermission = ({ page }: { page: PageName }) => {
  const { t } = useTranslation();
  const viewer = useViewer();
  usePageTitle(t('noPermission.title'));
  const rule = PAGE_RULES[page];
  const roles = rule.roles.map((role) => t(`role.${role}`)).join(' · ');
  return (
    <div className="card">
      <EmptyState icon="lock" title={t('noPermission.title')}>
        <p>
          {rule.kinds.includes(viewer.organisation.kind)
            ? t('noPermission.roles', { page: t(`nav.${page}`), roles })
            : t('noPermission.kind', { page: t(`nav.${page}`) })}
        </p>
        <p className="small">
          {t('fault.quote')} <span className="quote-code">FORBIDDEN</span>
        </p>
      </EmptyState>
    </div>
  );
};

/** Renders the routes below it for those who may see them. */
export const PageGuard = ({ page }: { page: PageName }) =>
  mayOpen(useViewer(), page) ? <Outlet /> : <NoPermission page={page} />;
