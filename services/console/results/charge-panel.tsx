// The money of one read: list price, discount, what was charged, how it is shared, and the way to the usage page.
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Instant } from '../design/instant.tsx';
import type { DiagnosisResultFragment } from '../generated/operations.ts';
import { MoneyText } from '../money/money-text.tsx';
import { mayOpen } from '../session/permissions.ts';
import { useViewer } from '../session/viewer-context.ts';
import { isOpen } from '../studies/diagnosis-chip.tsx';

/** Says that nothing is charged where nothing is. */
export const ChargePanel = ({ diagnosis }: { diagnosis: DiagnosisResultFragment }) => {
  const { t } = useTranslation();
  const viewer = useViewer();
  const { charge } = diagnosis;
  return (
    <section className="card" aria-labelledby="charge-title">
      <div className="card-body">
        <div className="card-title">
          <h2 id="charge-title">{t('result.charge')}</h2>
          {charge && mayOpen(viewer, 'usage') && (
            <Link to={`/usage?month=${charge.chargedAt.slice(0, 7)}`}>{t('result.toUsage')}</Link>
          )}
        </div>
        {charge ? (
          <>
            <table className="sums">
              <caption className="visually-hidden">{t('result.charge')}</caption>
              <tbody>
                <tr>
                  <th scope="row">{t('money.gross')}</th>
                  <td className="end">
                    <MoneyText amount={charge.gross} />
                  </td>
                </tr>
                {BigInt(charge.discount.amountMinor) !== 0n && (
                  <tr>
                    <th scope="row">{t('money.discount')}</th>
                    <td className="end">
                      −<MoneyText amount={charge.discount} />
                    </td>
                  </tr>
                )}
                <tr className="sums-total">
                  <th scope="row">{t('money.net')}</th>
                  <td className="end">
                    <MoneyText amount={charge.net} />
                  </td>
                </tr>
                {charge.splits.map(({ role, party, amount }) => (
                  <tr key={`${role}/${party.id}`} className="sums-part">
                    <th scope="row">
                      {t(`party.${role}`)} · {party.name}
                    </th>
                    <td className="end">
                      <MoneyText amount={amount} />
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
            <p className="muted small">
              {t('result.chargedOn')} <Instant at={charge.chargedAt} /> ·{' '}
              {t('money.versions', { price: charge.priceVersion, split: charge.splitVersion })}
            </p>
          </>
        ) : (
          <p className="muted">{isOpen(diagnosis.status) ? t('result.notYetCharged') : t('result.nothingCharged')}</p>
        )}
      </div>
    </section>
  );
};
