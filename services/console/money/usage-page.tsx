// Usage and charges of a hospital: from months to single charged reads, and from each to its diagnosis.
import { useQuery } from '@apollo/client/react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../design/empty-state.tsx';
import { Loading } from '../design/loading.tsx';
import { usePageTitle } from '../design/use-page-title.ts';
import { UsageMonthsDocument } from '../generated/operations.ts';
import { FaultPanel } from '../session/fault-panel.tsx';
import { ChargeTable } from './charge-table.tsx';
import { MonthOverview } from './month-overview.tsx';
import { useMonth } from './use-month.ts';

/** The usage page. */
export const UsagePage = () => {
  const { t } = useTranslation();
  usePageTitle(t('usage.title'));
  const { data, error, refetch } = useQuery(UsageMonthsDocument, { fetchPolicy: 'cache-and-network' });
  const months = useMemo(
    () =>
      [...(data?.usageMonths ?? [])]
        .sort((a, b) => (a.month < b.month ? 1 : -1))
        .map(({ month, reads, net }) => ({ month, reads, amount: net })),
    [data],
  );
  const [month, choose] = useMonth(months.map((each) => each.month));
  return (
    <div className="page">
      <header className="page-head">
        <div>
          <h1>{t('usage.title')}</h1>
          <p>{t('usage.lead')}</p>
        </div>
      </header>
      {error !== undefined && data === undefined && <FaultPanel error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === undefined && <Loading lines={6} />}
      {data !== undefined && months.length === 0 && (
        <div className="card">
          <EmptyState icon="usage" title={t('usage.empty')}>
            <p>{t('usage.emptyBody')}</p>
          </EmptyState>
        </div>
      )}
      {months.length > 0 && month !== undefined && (
        <>
          <MonthOverview
            months={months}
            chosen={month}
            onChoose={choose}
            title={t('usage.byMonth')}
            amountLabel={t('money.net')}
          />
          <ChargeTable key={month} month={month} />
        </>
      )}
    </div>
  );
};
