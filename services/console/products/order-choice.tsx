// Choosing what to order: product, then lane, each with the price of one read and the reads waiting before it.
import { useQuery } from '@apollo/client/react';
import { useEffect, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Loading } from '../design/loading.tsx';
import { Notice } from '../design/notice.tsx';
import { type Lane, ProductsDocument, type ProductsQuery, type QuoteFieldsFragment } from '../generated/operations.ts';
import { MoneyText } from '../money/money-text.tsx';
import { FaultPanel } from '../session/fault-panel.tsx';
import { LANES, quoteFor } from './quotes.ts';

export type OrderSelection = { readonly productId: string; readonly lane: Lane; readonly quote: QuoteFieldsFragment };

type OrderChoiceProps = {
  readonly onChange: (selection: OrderSelection | undefined) => void;
  /** Offers "nothing now" too, and starts with it. */
  readonly optional?: boolean;
};

type Product = ProductsQuery['products'][number];

const NOTHING = '';

/** Radio groups; the selection and its quote are reported together, so what is ordered is what was shown. */
export const OrderChoice = ({ onChange, optional = false }: OrderChoiceProps) => {
  const { t } = useTranslation();
  const name = useId();
  const { data, error, refetch } = useQuery(ProductsDocument, { fetchPolicy: 'cache-and-network' });
  const [productId, setProductId] = useState<string>();
  const [lane, setLane] = useState<Lane>('ROUTINE');
  const products = data?.products;
  const chosenId = productId ?? (optional ? NOTHING : products?.find((product) => quoteFor(product, lane))?.id);
  const product = products?.find(({ id }) => id === chosenId);
  const quote = product && quoteFor(product, lane);
  const price = quote && `${quote.priceVersion}/${quote.price.amountMinor}${quote.price.currency}`;

  // A quote is the same one while its version and price are
  useEffect(() => {
    onChange(product && quote ? { productId: product.id, lane, quote } : undefined);
  }, [onChange, product?.id, lane, price]);

  if (products === undefined)
    return error === undefined ? <Loading lines={3} /> : <FaultPanel error={error} onRetry={() => void refetch()} />;
  return (
    <>
      <fieldset className="choices">
        <legend>{t('order.product')}</legend>
        {optional && (
          <label className="choice">
            <input
              type="radio"
              name={`${name}-product`}
              checked={chosenId === NOTHING}
              onChange={() => setProductId(NOTHING)}
            />
            <span>
              <span className="choice-title">{t('order.nothing')}</span>
              <span className="choice-note cell-sub">{t('order.nothingNote')}</span>
            </span>
          </label>
        )}
        {products.map((each) => (
          <ProductOption
            key={each.id}
            product={each}
            name={`${name}-product`}
            checked={each.id === chosenId}
            onChoose={() => setProductId(each.id)}
          />
        ))}
      </fieldset>
      {product !== undefined && (
        <fieldset className="choices">
          <legend>{t('order.lane')}</legend>
          {LANES.map((each) => {
            const offer = quoteFor(product, each);
            return (
              <label className="choice" key={each}>
                <input
                  type="radio"
                  name={`${name}-lane`}
                  checked={each === lane}
                  disabled={!offer}
                  onChange={() => setLane(each)}
                />
                <span>
                  <span className="choice-title">{t(`lane.${each}`)}</span>
                  <span className="choice-note cell-sub">
                    {offer ? t('order.queue', { count: offer.queuePosition }) : t('order.noPrice')}
                  </span>
                </span>
                {offer && (
                  <span className="choice-price">
                    <MoneyText amount={offer.price} />
                    <small>{t('order.perRead')}</small>
                  </span>
                )}
              </label>
            );
          })}
        </fieldset>
      )}
      {product && !quote && (
        <Notice tone="warn" title={t('order.noContract')}>
          <p>{t('order.noContractBody')}</p>
        </Notice>
      )}
    </>
  );
};

type ProductOptionProps = {
  readonly product: Product;
  readonly name: string;
  readonly checked: boolean;
  readonly onChoose: () => void;
};

const ProductOption = ({ product, name, checked, onChoose }: ProductOptionProps) => {
  const { t } = useTranslation();
  const from = quoteFor(product, 'ROUTINE');
  return (
    <label className="choice">
      <input type="radio" name={name} checked={checked} onChange={onChoose} />
      <span>
        <span className="choice-title">{product.name}</span>
        <span className="choice-note cell-sub">
          {t('order.productNote', { modality: product.modality, vendor: product.vendor.name })}
        </span>
      </span>
      {from && (
        <span className="choice-price">
          <MoneyText amount={from.price} />
          <small>{t('lane.ROUTINE')}</small>
        </span>
      )}
    </label>
  );
};
