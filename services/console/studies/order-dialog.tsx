// Ordering a read of a study: the price is on the button, and the order carries the price version that was shown.
import { useApolloClient, useMutation } from '@apollo/client/react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../design/dialog.tsx';
import { ProductsDocument, RequestDiagnosisDocument } from '../generated/operations.ts';
import { formatMoney } from '../money/format-money.ts';
import { OrderChoice, type OrderSelection } from '../products/order-choice.tsx';
import { FaultPanel, RefusalPanel } from '../session/fault-panel.tsx';

type OrderDialogProps = {
  readonly studyId: string;
  readonly onClose: () => void;
  readonly onOrdered: () => void;
};

/** A refusal (the price changed, no contract) stays in the dialog, with fresh prices. */
export const OrderDialog = ({ studyId, onClose, onOrdered }: OrderDialogProps) => {
  const { t, i18n } = useTranslation();
  const client = useApolloClient();
  const [selection, setSelection] = useState<OrderSelection>();
  const [refusal, setRefusal] = useState<{ code: string; message: string }>();
  const [request, { loading, error }] = useMutation(RequestDiagnosisDocument);

  const order = async ({ productId, lane, quote }: OrderSelection) => {
    setRefusal(undefined);
    const input = { studyId, productId, lane, priceVersion: quote.priceVersion };
    const { data } = await request({ variables: { input } });
    if (data?.requestDiagnosis.__typename === 'Refused') {
      setRefusal(data.requestDiagnosis);
      await client.query({ query: ProductsDocument, fetchPolicy: 'network-only' });
      return;
    }
    onOrdered();
    onClose();
  };
  return (
    <Dialog title={t('order.title')} onClose={onClose}>
      <OrderChoice onChange={setSelection} />
      {refusal !== undefined && <RefusalPanel refusal={refusal} />}
      {error !== undefined && <FaultPanel error={error} />}
      <p className="small muted">{t('order.onlyCompleted')}</p>
      <div className="dialog-actions">
        <button type="button" className="button" onClick={onClose}>
          {t('common.cancel')}
        </button>
        <button
          type="button"
          className="button button-primary"
          disabled={selection === undefined || loading}
          onClick={() => {
            if (selection !== undefined) void order(selection).catch(() => undefined);
          }}
        >
          {selection === undefined
            ? t('order.submit')
            : t('order.submitPrice', { price: formatMoney(selection.quote.price, i18n.language) })}
        </button>
      </div>
    </Dialog>
  );
};
