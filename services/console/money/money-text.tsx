// An amount of money in the flow of text or a table cell.
import { useTranslation } from 'react-i18next';
import { formatMoney, type MoneyAmount } from './format-money.ts';

/** The amount with tabular numerals. */
export const MoneyText = ({ amount }: { amount: MoneyAmount }) => {
  const { i18n } = useTranslation();
  return <span className="num nowrap">{formatMoney(amount, i18n.language)}</span>;
};
