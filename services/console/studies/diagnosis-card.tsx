// One ordered read on the study page: what, in which state, its steps live, its price, and the way to its result.
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Icon } from '../design/icon.tsx';
import { Instant } from '../design/instant.tsx';
import type { DiagnosisLineFragment } from '../generated/operations.ts';
import { MoneyText } from '../money/money-text.tsx';
import { StepTimeline } from '../results/step-timeline.tsx';
import { useLiveDiagnosis } from '../results/use-live-diagnosis.ts';
import { DiagnosisChip, isOpen, isUnderWay } from './diagnosis-chip.tsx';

/** Follows its diagnosis by subscription for as long as it is under way. */
export const DiagnosisCard = ({ diagnosis }: { diagnosis: DiagnosisLineFragment }) => {
  const { t } = useTranslation();
  const underWay = isUnderWay(diagnosis.status);
  useLiveDiagnosis(diagnosis.id, isOpen(diagnosis.status));
  return (
    <article className="card">
      <div className="card-body">
        <div className="card-title">
          <h3>{diagnosis.product.name}</h3>
          <span aria-live="polite">
            <DiagnosisChip status={diagnosis.status} queuePosition={diagnosis.queuePosition} />
          </span>
        </div>
        <p className="muted small">
          {t(`lane.${diagnosis.lane}`)} · {t('result.version', { version: diagnosis.modelVersion })} ·{' '}
          <Instant at={diagnosis.requestedAt} />
        </p>
        {underWay && <StepTimeline diagnosis={diagnosis} compact />}
        {diagnosis.reason && (
          <p className="small">
            {diagnosis.reason.message} <span className="quote-code">{diagnosis.reason.code}</span>
          </p>
        )}
        <div className="row row-spread">
          <span className="small">
            {diagnosis.charge ? (
              <>
                {t('result.charged')} <MoneyText amount={diagnosis.charge.net} />
              </>
            ) : (
              <span className="muted">
                {isOpen(diagnosis.status) ? t('result.notYetCharged') : t('result.nothingCharged')}
              </span>
            )}
          </span>
          <Link className="button button-small" to={`/diagnoses/${diagnosis.id}`}>
            {diagnosis.status === 'COMPLETED' ? t('study.openResult') : t('study.openDetails')}
            <Icon name="arrowRight" />
          </Link>
        </div>
      </div>
    </article>
  );
};
