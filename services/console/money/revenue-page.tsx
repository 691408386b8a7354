// Revenue of a partner, a vendor or the platform: from months down to single reads, each share with its formula.
import { useQuery } from '@apollo/client/react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../design/empty-state.tsx';
import { Loading } from '../design/loading.tsx';
import { usePageTitle } from '../design/use-page-title.ts';
import { RevenueMonthsDocument } from '../generated/operations.ts';
import { FaultPanel } from '../session/fault-panel.tsx';
import { useViewer } from '../session/viewer-context.ts';
import { MonthOverview } from './month-overview.tsx';
import { RevenueTable } from './revenue-table.tsx';
import { RevenueTotals } from './revenue-totals.tsx';
import { useMonth } from './use-month.ts';

/** The revenue page. */
export const RevenuePage = () => {
  const { t } = useTranslation();
  usePageTitle(t('revenue.title'));
  const viewer = useViewer();
  const { data, error, refetch } = useQuery(RevenueMonthsDocument, { fetchPolicy: 'cache-and-network' });
  const months = useMemo(
    () =>
      [...(data?.revenueMonths ?? [])]
        .sort((a, b) => (a.month < b.month ? 1 : -1))
        .map(({ month, reads, earned }) => ({ month, reads, amount: earned })),
    [data],
  );
  const [month, choose] = useMonth(months.map((each) => each.month));
  return (
    <div className="page">
      <header className="page-head">
        <div>
          <h1>{t('revenue.title')}</h1>
          <p>{viewer.organisation.kind === 'PLATFORM' ? t('revenue.leadPlatform') : t('revenue.lead')}</p>
        </div>
      </header>
      {error !== undefined && data === undefined && <FaultPanel error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === undefined && <Loading lines={6} />}
      {data !== undefined && months.length === 0 && (
        <div className="card">
          <EmptyState icon="coins" title={t('revenue.empty')}>
            <p>{t('revenue.emptyBody')}</p>
          </EmptyState>
        </div>
      )}
      {months.length > 0 && month !== undefined && (
        <>
          <RevenueTotals months={months} />
          <MonthOverview
            months={months}
            chosen={month}
            onChoose={choose}
            title={t('revenue.byMonth')}
            amountLabel={t('revenue.earned')}
          />
          <RevenueTable key={month} month={month} />
        </>
      )}
    </div>
  );
};
