// The head of a result: product, state, lane and time; cancelling what still waits or runs, downloading what is done.
import { useMutation } from '@apollo/client/react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../design/dialog.tsx';
import { Icon } from '../design/icon.tsx';
import { Instant } from '../design/instant.tsx';
import { CancelDiagnosisDocument, type DiagnosisResultFragment } from '../generated/operations.ts';
import { FaultPanel, RefusalPanel } from '../session/fault-panel.tsx';
import { mayOpen } from '../session/permissions.ts';
import { useViewer } from '../session/viewer-context.ts';
import { DiagnosisChip, isUnderWay } from '../studies/diagnosis-chip.tsx';
import { DownloadReport } from './download-report.tsx';

/** Title row with its actions. */
export const ResultHead = ({ diagnosis }: { diagnosis: DiagnosisResultFragment }) => {
  const { t } = useTranslation();
  const viewer = useViewer();
  const [asking, setAsking] = useState(false);
  const [refusal, setRefusal] = useState<{ code: string; message: string }>();
  const [cancel, { loading, error }] = useMutation(CancelDiagnosisDocument);
  const confirm = async () => {
    const { data } = await cancel({ variables: { id: diagnosis.id } });
    setRefusal(data?.cancelDiagnosis.__typename === 'Refused' ? data.cancelDiagnosis : undefined);
    setAsking(false);
  };
  return (
    <>
      <header className="page-head">
        <div className="stack-s">
          <h1>{diagnosis.product.name}</h1>
          <div className="row muted small">
            <span aria-live="polite">
              <DiagnosisChip status={diagnosis.status} queuePosition={diagnosis.queuePosition} />
            </span>
            <span>{t(`lane.${diagnosis.lane}`)}</span>
            <span>
              {t('result.ordered')} <Instant at={diagnosis.requestedAt} />
            </span>
          </div>
        </div>
        <div className="row">
          {diagnosis.reportPath && <DownloadReport path={diagnosis.reportPath} diagnosisId={diagnosis.id} />}
          {isUnderWay(diagnosis.status) && mayOpen(viewer, 'upload') && (
            <button type="button" className="button button-danger" onClick={() => setAsking(true)}>
              <Icon name="ban" />
              {t('result.cancel')}
            </button>
          )}
        </div>
      </header>
      {refusal !== undefined && <RefusalPanel refusal={refusal} />}
      {error !== undefined && <FaultPanel error={error} />}
      {asking && (
        <Dialog title={t('result.cancelTitle')} onClose={() => setAsking(false)}>
          <p>{t('result.cancelBody')}</p>
          <div className="dialog-actions">
            <button type="button" className="button" onClick={() => setAsking(false)}>
              {t('result.keep')}
            </button>
            <button
              type="button"
              className="button button-danger"
              disabled={loading}
              onClick={() => void confirm().catch(() => setAsking(false))}
            >
              {t('result.cancel')}
            </button>
          </div>
        </Dialog>
      )}
    </>
  );
};
