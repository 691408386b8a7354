// The formula of a share, as it can be checked with a pocket calculator: net x share = unrounded, then what was booked.
import { useTranslation } from 'react-i18next';
import { formatBasisPoints, formatMoney, type MoneyAmount, unroundedShare } from './format-money.ts';

type ShareFormulaProps = {
  readonly net: MoneyAmount;
  readonly basisPoints: number;
};

/** `¥48.00 x 70.00 %`, with the unrounded product where rounding happened. */
export const ShareFormula = ({ net, basisPoints }: ShareFormulaProps) => {
  const { i18n } = useTranslation();
  const { exact, text } = unroundedShare(net, basisPoints);
  return (
    <span className="num nowrap">
      {formatMoney(net, i18n.language)} × {formatBasisPoints(basisPoints, i18n.language)}
      {!exact && ` = ${text}`}
    </span>
  );
};
