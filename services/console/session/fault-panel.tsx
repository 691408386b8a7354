// The panel for a fault: what happened, what can be done, and the code to quote.
import { useTranslation } from 'react-i18next';
import { Icon } from '../design/icon.tsx';
import { Notice } from '../design/notice.tsx';
import { describeFault } from './fault.ts';

type FaultPanelProps = { readonly error: unknown; readonly onRetry?: () => void };

/** Says what a fault means to the person, never just that something failed. */
export const FaultPanel = ({ error, onRetry }: FaultPanelProps) => {
  const { t } = useTranslation();
  const { kind, code, trace } = describeFault(error);
  return (
    <Notice
      tone={kind === 'forbidden' || kind === 'notFound' ? 'quiet' : 'bad'}
      role="alert"
      title={t(`fault.${kind}.title`)}
    >
      <p>{t(`fault.${kind}.body`)}</p>
      <p className="row">
        <span>
          {t('fault.quote')} <span className="quote-code">{trace === undefined ? code : `${code} · ${trace}`}</span>
        </span>
        {onRetry !== undefined && (
          <button type="button" className="button button-small" onClick={onRetry}>
            <Icon name="refresh" />
            {t('common.tryAgain')}
          </button>
        )}
      </p>
    </Notice>
  );
};

type RefusalPanelProps = { readonly refusal: { readonly code: string; readonly message: string } };

/** An expected "no" of the gateway, in its own words, with its code. */
export const RefusalPanel = ({ refusal }: RefusalPanelProps) => {
  const { t } = useTranslation();
  return (
    <Notice tone="warn" role="alert" title={refusal.message}>
      <p>
        {t('fault.quote')} <span className="quote-code">{refusal.code}</span>
      </p>
    </Notice>
  );
};
