// Months with their reads and their sum: the chart's twin, and the way into the rows of a month.
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { formatMonth } from '../design/format-time.ts';
import { useListKeys } from '../design/use-list-keys.ts';
import type { MoneyAmount } from './format-money.ts';
import { MoneyText } from './money-text.tsx';

export type MonthSum = { readonly month: string; readonly reads: number; readonly amount: MoneyAmount };

type MonthTableProps = {
  readonly months: readonly MonthSum[];
  readonly chosen: string | undefined;
  readonly onChoose: (month: string) => void;
  readonly caption: string;
  readonly amountLabel: string;
};

/** One row a month and currency, newest first. */
export const MonthTable = ({ months, chosen, onChoose, caption, amountLabel }: MonthTableProps) => {
  const { t, i18n } = useTranslation();
  const body = useRef<HTMLTableSectionElement>(null);
  useListKeys(body);
  return (
    <div className="table-wrap">
      <table className="table-rows">
        <caption className="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            <th scope="col">{t('money.month')}</th>
            <th scope="col" className="end">
              {t('money.reads')}
            </th>
            <th scope="col" className="end">
              {amountLabel}
            </th>
          </tr>
        </thead>
        <tbody ref={body}>
          {months.map(({ month, reads, amount }) => (
            <tr key={`${month}/${amount.currency}`} aria-current={month === chosen}>
              <th scope="row">
                <button type="button" className="link-button" data-row-link="" onClick={() => onChoose(month)}>
                  {formatMonth(month, i18n.language)}
                </button>
              </th>
              <td className="end">{new Intl.NumberFormat(i18n.language).format(reads)}</td>
              <td className="end">
                <MoneyText amount={amount} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
};
