// The upper half of a money page: the months as a chart and as a table, side by side; one chart a currency.
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { MonthChart } from './month-chart.tsx';
import { type MonthSum, MonthTable } from './month-table.tsx';

type MonthOverviewProps = {
  readonly months: readonly MonthSum[];
  readonly chosen: string | undefined;
  readonly onChoose: (month: string) => void;
  readonly title: string;
  readonly amountLabel: string;
};

/** Currencies are never added together: each gets its own chart. */
export const MonthOverview = ({ months, chosen, onChoose, title, amountLabel }: MonthOverviewProps) => {
  const { t } = useTranslation();
  const charts = useMemo(() => {
    const currencies = [...new Set(months.map(({ amount }) => amount.currency))];
    return currencies.map((currency) => ({
      currency,
      bars: months
        .filter(({ amount }) => amount.currency === currency)
        .slice(0, 12)
        .reverse(),
    }));
  }, [months]);
  return (
    <section className="card month-overview" aria-label={title}>
      <div className="card-body">
        {charts.map(({ currency, bars }) => (
          <figure key={currency} className="stack-s">
            <figcaption className="muted small">{t('money.chart', { label: amountLabel, currency })}</figcaption>
            <MonthChart bars={bars} label={t('money.chart', { label: amountLabel, currency })} />
          </figure>
        ))}
      </div>
      <MonthTable months={months} chosen={chosen} onChoose={onChoose} caption={title} amountLabel={amountLabel} />
    </section>
  );
};
