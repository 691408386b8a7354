// The page for an address that leads nowhere.
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { EmptyState } from '../design/empty-state.tsx';
import { usePageTitle } from '../design/use-page-title.ts';

/** Says so, and leads home. */
export const NotFoundPage = () => {
  const { t } = useTranslation();
  usePageTitle(t('notFound.title'));
  return (
    <div className="card">
      <EmptyState icon="target" title={t('notFound.title')}>
        <p>{t('notFound.body')}</p>
        <Link className="button" to="/">
          {t('notFound.home')}
        </Link>
      </EmptyState>
    </div>
  );
};
