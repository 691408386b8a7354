// The first step of an upload: files on the left, the order with its price on the right.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../design/icon.tsx';
import { formatMoney } from '../money/format-money.ts';
import { OrderChoice, type OrderSelection } from '../products/order-choice.tsx';
import { DropZone } from './drop-zone.tsx';
import { formatBytes } from './format-bytes.ts';
import type { ChosenFile } from './plan-upload.ts';
import { useUploadSession, useUploadState } from './upload-context.ts';
import { uploadTotals } from './upload-state.ts';

/** Nothing is sent and nothing is ordered before the button with the price on it is pressed. */
export const ChoosingStep = ({ onFiles }: { onFiles: (files: readonly ChosenFile[]) => void }) => {
  const { t, i18n } = useTranslation();
  const session = useUploadSession();
  const state = useUploadState();
  const [order, setOrder] = useState<OrderSelection>();
  const totals = uploadTotals(state);
  const label =
    order === undefined
      ? t('upload.start')
      : t('upload.startOrder', { price: formatMoney(order.quote.price, i18n.language) });

  if (totals.files === 0)
    return (
      <>
        <div className="card">
          <DropZone title={t('upload.dropTitle')} onFiles={onFiles}>
            <p>{t('upload.dropBody')}</p>
          </DropZone>
        </div>
        {state.skipped > 0 && <p role="status">{t('upload.onlySkipped', { count: state.skipped })}</p>}
        <p className="privacy">
          <Icon name="lock" />
          {t('upload.privacy')}
        </p>
      </>
    );
  return (
    <div className="upload-choose">
      <section className="card" aria-labelledby="upload-files">
        <div className="card-body">
          <div className="card-title">
            <h2 id="upload-files">{t('upload.files', { count: totals.files })}</h2>
            <span className="muted num">{formatBytes(totals.bytes, i18n.language)}</span>
          </div>
          <ul className="file-names">
            {state.files.slice(0, 8).map(({ ref, path, size }) => (
              <li key={ref}>
                <Icon name="file" />
                <span className="file-path">{path}</span>
                <span className="muted num nowrap">{formatBytes(size, i18n.language)}</span>
              </li>
            ))}
          </ul>
          {totals.files > 8 && <p className="muted small">{t('upload.moreFiles', { count: totals.files - 8 })}</p>}
          {state.skipped > 0 && <p className="muted small">{t('upload.skipped', { count: state.skipped })}</p>}
          <p>
            <button type="button" className="button button-small" onClick={() => session.clear()}>
              {t('upload.chooseOther')}
            </button>
          </p>
        </div>
      </section>
      <section className="card" aria-labelledby="upload-order">
        <div className="card-body">
          <h2 id="upload-order">{t('order.title')}</h2>
          <OrderChoice onChange={setOrder} optional />
          <button
            type="button"
            className="button button-primary button-large"
            onClick={() =>
              void session.start(
                order && { productId: order.productId, lane: order.lane, priceVersion: order.quote.priceVersion },
              )
            }
          >
            <Icon name="upload" />
            {label}
          </button>
          {order !== undefined && <p className="small muted">{t('order.onlyCompleted')}</p>}
        </div>
      </section>
    </div>
  );
};
