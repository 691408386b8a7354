// What stands where findings would be while there are none: waiting, stopped or refused, and never anything like "normal".
import { useTranslation } from 'react-i18next';
import { Icon, type IconName } from '../design/icon.tsx';
import type { DiagnosisResultFragment, DiagnosisStatus } from '../generated/operations.ts';

type Empty = Exclude<DiagnosisStatus, 'COMPLETED'>;

const LOOK: Readonly<Record<Empty, { readonly icon: IconName; readonly tone: string }>> = {
  REQUESTED: { icon: 'hourglass', tone: 'waiting' },
  RUNNING: { icon: 'spinner', tone: 'waiting' },
  FAILED: { icon: 'alert', tone: 'bad' },
  NEEDS_ATTENTION: { icon: 'alert', tone: 'warn' },
  CANCELLED: { icon: 'ban', tone: 'quiet' },
  OUT_OF_SCOPE: { icon: 'target', tone: 'quiet' },
};

/** Says in large letters that there is no result, why, and what happens with the money. */
export const NoResult = ({ diagnosis }: { diagnosis: DiagnosisResultFragment }) => {
  const { t } = useTranslation();
  const status = diagnosis.status as Empty;
  const look = LOOK[status];
  const { queuePosition } = diagnosis;
  return (
    <section className={`no-result no-result-${look.tone}`} aria-live="polite">
      <Icon name={look.icon} />
      <div className="stack-s">
        <h2>{t(`noResult.${status}.title`)}</h2>
        <p>{t(`noResult.${status}.body`)}</p>
        {status === 'REQUESTED' && typeof queuePosition === 'number' && (
          <p>
            <strong>{t('order.queue', { count: queuePosition })}</strong>
          </p>
        )}
        {diagnosis.reason && (
          <p className="no-result-reason">
            {diagnosis.reason.message}{' '}
            <span className="nowrap">
              {t('fault.quote')} <span className="quote-code">{diagnosis.reason.code}</span>
            </span>
          </p>
        )}
      </div>
    </section>
  );
};
