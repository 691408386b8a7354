// The reads that earned the caller a share in one month, each with the formula of its share; never a patient.
import { useApolloClient, useQuery } from '@apollo/client/react';
import { useTranslation } from 'react-i18next';
import { formatMonth } from '../design/format-time.ts';
import { Instant } from '../design/instant.tsx';
import { Loading } from '../design/loading.tsx';
import { TableFrame } from '../design/table-frame.tsx';
import { RevenueReadsDocument, type RevenueReadsQuery } from '../generated/operations.ts';
import { FaultPanel } from '../session/fault-panel.tsx';
import { everyNode } from './every-node.ts';
import { ExportButton } from './export-button.tsx';
import { decimalText } from './format-money.ts';
import { MoneyText } from './money-text.tsx';
import { ShareFormula } from './share-formula.tsx';

const PAGE_SIZE = 20;
const EXPORT_PAGE_SIZE = 100;

type Read = RevenueReadsQuery['revenueReads']['edges'][number]['node'];

/** One row a read, newest first. */
export const RevenueTable = ({ month }: { month: string }) => {
  const { t, i18n } = useTranslation();
  const client = useApolloClient();
  const { data, error, loading, refetch, fetchMore } = useQuery(RevenueReadsDocument, {
    variables: { month, first: PAGE_SIZE },
    fetchPolicy: 'cache-and-network',
    nextFetchPolicy: 'cache-first',
  });
  const rows = data?.revenueReads.edges.map(({ node }) => node);
  const title = t('revenue.reads', { month: formatMonth(month, i18n.language) });
  const exportRows = async () => {
    const reads = await everyNode<Read>(async (after) => {
      const { data: page } = await client.query({
        query: RevenueReadsDocument,
        variables: { month, first: EXPORT_PAGE_SIZE, after },
        fetchPolicy: 'no-cache',
      });
      return page?.revenueReads;
    });
    return {
      header: [
        'charge_id',
        'charged_at_utc',
        'read',
        'product',
        'customer',
        'net',
        'share_basis_points',
        'share',
        'currency',
        'split_version',
      ],
      rows: reads.map((read) => [
        read.chargeId,
        read.chargedAt,
        read.pseudonym,
        read.productName,
        read.customer.name,
        decimalText(read.net),
        String(read.shareBasisPoints),
        decimalText(read.share),
        read.share.currency,
        String(read.splitVersion),
      ]),
    };
  };
  return (
    <section className="card" aria-labelledby="reads-title">
      <div className="card-body card-title">
        <h2 id="reads-title">{title}</h2>
        <ExportButton name={`hounsfield-revenue-${month}.csv`} load={exportRows} />
      </div>
      {rows === undefined &&
        (error === undefined ? <Loading /> : <FaultPanel error={error} onRetry={() => void refetch()} />)}
      {rows !== undefined && (
        <>
          <TableFrame label={title}>
            <table>
              <caption className="visually-hidden">{title}</caption>
              <thead>
                <tr>
                  <th scope="col">{t('money.chargedAt')}</th>
                  <th scope="col">{t('revenue.read')}</th>
                  <th scope="col">{t('money.product')}</th>
                  <th scope="col">{t('revenue.customer')}</th>
                  <th scope="col" className="end">
                    {t('revenue.formula')}
                  </th>
                  <th scope="col" className="end">
                    {t('revenue.share')}
                  </th>
                </tr>
              </thead>
              <tbody>
                {rows.map((read) => (
                  <tr key={`${read.chargeId}/${read.splitVersion}`}>
                    <td>
                      <Instant at={read.chargedAt} />
                    </td>
                    <td>
                      <code title={read.pseudonym}>
                        {read.pseudonym.length > 14 ? `${read.pseudonym.slice(0, 12)}…` : read.pseudonym}
                      </code>
                    </td>
                    <td>{read.productName}</td>
                    <td>{read.customer.name}</td>
                    <td className="end">
                      <ShareFormula net={read.net} basisPoints={read.shareBasisPoints} />
                      <span className="cell-sub">{t('revenue.splitVersion', { version: read.splitVersion })}</span>
                    </td>
                    <td className="end">
                      <strong>
                        <MoneyText amount={read.share} />
                      </strong>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </TableFrame>
          <div className="table-foot">
            <span>{t('revenue.rounding')}</span>
            {data?.revenueReads.pageInfo.hasNextPage && (
              <button
                type="button"
                className="button button-small"
                disabled={loading}
                onClick={() => void fetchMore({ variables: { after: data.revenueReads.pageInfo.endCursor ?? null } })}
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
