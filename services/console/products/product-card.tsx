// One product: purpose, limits, version and hash, and the price of one read in each lane.
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { ProductsQuery } from '../generated/operations.ts';
import { MoneyText } from '../money/money-text.tsx';
import { LANES, quoteFor } from './quotes.ts';

/** The card of a product; prices are the caller's own contract's. */
export const ProductCard = ({ product }: { product: ProductsQuery['products'][number] }) => {
  const { t } = useTranslation();
  const id = useId();
  const priced = LANES.some((lane) => quoteFor(product, lane));
  return (
    <article className="card product" aria-labelledby={id}>
      <div className="card-body">
        <div className="stack-s">
          <p className="row">
            <span className="tag">{product.modality}</span>
            <span className="muted small">{product.vendor.name}</span>
          </p>
          <h2 id={id}>{product.name}</h2>
          <p className="muted">{product.summary}</p>
        </div>
        <div className="stack-s">
          <h3>{t('products.intendedUse')}</h3>
          <p>{product.intendedUse}</p>
        </div>
        {product.limits.length > 0 && (
          <div className="stack-s">
            <h3>{t('products.limits')}</h3>
            <ul className="limits">
              {product.limits.map((limit) => (
                <li key={limit}>{limit}</li>
              ))}
            </ul>
          </div>
        )}
        <dl className="facts">
          <div>
            <dt>{t('products.version')}</dt>
            <dd className="num">{product.modelVersion}</dd>
          </div>
          {product.modelSha256 && (
            <div>
              <dt>{t('products.hash')}</dt>
              <dd>
                <code title={product.modelSha256}>{product.modelSha256.slice(0, 16)}…</code>
              </dd>
            </div>
          )}
        </dl>
      </div>
      {priced && (
        <table className="product-prices">
          <caption className="visually-hidden">{t('products.prices')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('order.lane')}</th>
              <th scope="col">{t('products.waiting')}</th>
              <th scope="col" className="end">
                {t('order.perRead')}
              </th>
            </tr>
          </thead>
          <tbody>
            {LANES.map((lane) => {
              const quote = quoteFor(product, lane);
              return (
                quote && (
                  <tr key={lane}>
                    <th scope="row">{t(`lane.${lane}`)}</th>
                    <td>{t('order.queue', { count: quote.queuePosition })}</td>
                    <td className="end">
                      <MoneyText amount={quote.price} />
                    </td>
                  </tr>
                )
              );
            })}
          </tbody>
        </table>
      )}
    </article>
  );
};
