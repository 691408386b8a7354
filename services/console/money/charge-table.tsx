// The charged reads of one month: each with its price and the diagnosis it paid for; as a file too.
import { useApolloClient, useQuery } from '@apollo/client/react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { formatMonth } from '../design/format-time.ts';
import { Instant } from '../design/instant.tsx';
import { Loading } from '../design/loading.tsx';
import { TableFrame } from '../design/table-frame.tsx';
import { ChargesDocument, type ChargesQuery } from '../generated/operations.ts';
import { FaultPanel } from '../session/fault-panel.tsx';
import { everyNode } from './every-node.ts';
import { ExportButton } from './export-button.tsx';
import { decimalText } from './format-money.ts';
import { MoneyText } from './money-text.tsx';

const PAGE_SIZE = 20;
const EXPORT_PAGE_SIZE = 100;

type Charge = ChargesQuery['charges']['edges'][number]['node'];

/** One row a charge, newest first. */
export const ChargeTable = ({ month }: { month: string }) => {
  const { t, i18n } = useTranslation();
  const client = useApolloClient();
  const { data, error, loading, refetch, fetchMore } = useQuery(ChargesDocument, {
    variables: { month, first: PAGE_SIZE },
    fetchPolicy: 'cache-and-network',
    nextFetchPolicy: 'cache-first',
  });
  const rows = data?.charges.edges.map(({ node }) => node);
  const exportRows = async () => {
    const charges = await everyNode<Charge>(async (after) => {
      const { data: page } = await client.query({
        query: ChargesDocument,
        variables: { month, first: EXPORT_PAGE_SIZE, after },
        fetchPolicy: 'no-cache',
      });
      return page?.charges;
    });
    return {
      header: [
        'charge_id',
        'charged_at_utc',
        'product',
        'lane',
        'diagnosis_id',
        'gross',
        'discount',
        'net',
        'currency',
        'price_version',
      ],
      rows: charges.map((charge) => [
        charge.id,
        charge.chargedAt,
        charge.diagnosis?.product.name ?? '',
        charge.diagnosis?.lane ?? '',
        charge.diagnosis?.id ?? '',
        decimalText(charge.gross),
        decimalText(charge.discount),
        decimalText(charge.net),
        charge.net.currency,
        String(charge.priceVersion),
      ]),
    };
  };
  return (
    <section className="card" aria-labelledby="charges-title">
      <div className="card-body card-title">
        <h2 id="charges-title">{t('usage.charges', { month: formatMonth(month, i18n.language) })}</h2>
        <ExportButton name={`hounsfield-charges-${month}.csv`} load={exportRows} />
      </div>
      {rows === undefined &&
        (error === undefined ? <Loading /> : <FaultPanel error={error} onRetry={() => void refetch()} />)}
      {rows !== undefined && (
        <>
          <TableFrame label={t('usage.charges', { month: formatMonth(month, i18n.language) })}>
            <table>
              <caption className="visually-hidden">
                {t('usage.charges', { month: formatMonth(month, i18n.language) })}
              </caption>
              <thead>
                <tr>
                  <th scope="col">{t('money.chargedAt')}</th>
                  <th scope="col">{t('money.product')}</th>
                  <th scope="col">{t('money.lane')}</th>
                  <th scope="col" className="end">
                    {t('money.gross')}
                  </th>
                  <th scope="col" className="end">
                    {t('money.discount')}
                  </th>
                  <th scope="col" className="end">
                    {t('money.net')}
                  </th>
                  <th scope="col">{t('money.diagnosis')}</th>
                </tr>
              </thead>
              <tbody>
                {rows.map((charge) => (
                  <ChargeRow key={charge.id} charge={charge} />
                ))}
              </tbody>
            </table>
          </TableFrame>
          <div className="table-foot">
            <span>{t('usage.shown', { count: rows.length })}</span>
            {data?.charges.pageInfo.hasNextPage && (
              <button
                type="button"
                className="button button-small"
                disabled={loading}
                onClick={() => void fetchMore({ variables: { after: data.charges.pageInfo.endCursor ?? null } })}
              >
                {t('common.more')}
              </button>
            )}
          </div>
        </>
      )}
    </section>
  );
};

const ChargeRow = ({ charge }: { charge: Charge }) => {
  const { t } = useTranslation();
  const { diagnosis } = charge;
  return (
    <tr>
      <td>
        <Instant at={charge.chargedAt} />
      </td>
      <td>{diagnosis?.product.name}</td>
      <td>{diagnosis && t(`lane.${diagnosis.lane}`)}</td>
      <td className="end">
        <MoneyText amount={charge.gross} />
      </td>
      <td className="end">
        <MoneyText amount={charge.discount} />
      </td>
      <td className="end">
        <strong>
          <MoneyText amount={charge.net} />
        </strong>
      </td>
      <td>
        {diagnosis ? (
          <Link to={`/diagnoses/${diagnosis.id}`}>
            {t('money.openRead')} <code>{diagnosis.id.slice(0, 8)}</code>
          </Link>
        ) : (
          <span className="muted">—</span>
        )}
      </td>
    </tr>
  );
};
