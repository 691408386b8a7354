// The sums above the revenue months: all earned so far and all reads, one line a currency, added exactly.
import { useTranslation } from 'react-i18next';
import { sumMoney } from './format-money.ts';
import { MoneyText } from './money-text.tsx';
import type { MonthSum } from './month-table.tsx';

/** Totals over all months shown. */
export const RevenueTotals = ({ months }: { months: readonly MonthSum[] }) => {
  const { t, i18n } = useTranslation();
  const currencies = [...new Set(months.map(({ amount }) => amount.currency))];
  return (
    <dl className="tiles">
      {currencies.map((currency) => {
        const own = months.filter(({ amount }) => amount.currency === currency);
        const total = sumMoney(own.map(({ amount }) => amount));
        const reads = own.reduce((sum, month) => sum + month.reads, 0);
        return (
          <div className="tile card" key={currency}>
            <dt>{t('revenue.total', { currency })}</dt>
            <dd>{total && <MoneyText amount={total} />}</dd>
            <dd className="tile-note num">
              {t('revenue.totalReads', { count: reads, number: new Intl.NumberFormat(i18n.language).format(reads) })}
            </dd>
          </div>
        );
      })}
    </dl>
  );
};
