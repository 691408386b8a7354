// The marketplace shelf: each product with what it is for, what it is not for, and what one read costs you.
import { useQuery } from '@apollo/client/react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../design/empty-state.tsx';
import { Loading } from '../design/loading.tsx';
import { usePageTitle } from '../design/use-page-title.ts';
import { ProductsDocument } from '../generated/operations.ts';
import { FaultPanel } from '../session/fault-panel.tsx';
import { ProductCard } from './product-card.tsx';

/** All products that the caller may see. */
export const ProductsPage = () => {
  const { t } = useTranslation();
  usePageTitle(t('products.title'));
  const { data, error, refetch } = useQuery(ProductsDocument, { fetchPolicy: 'cache-and-network' });
  return (
    <div className="page">
      <header className="page-head">
        <div>
          <h1>{t('products.title')}</h1>
          <p>{t('products.lead')}</p>
        </div>
      </header>
      {error !== undefined && data === undefined && <FaultPanel error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === undefined && <Loading lines={6} />}
      {data?.products.length === 0 && (
        <div className="card">
          <EmptyState icon="product" title={t('products.empty')} />
        </div>
      )}
      <div className="products">
        {data?.products.map((product) => (
          <ProductCard key={product.id} product={product} />
        ))}
      </div>
    </div>
  );
};
