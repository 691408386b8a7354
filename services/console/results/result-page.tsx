// The result page: findings with their limits beside the images, or plainly why there are none.
import { useQuery } from '@apollo/client/react';
import { lazy, Suspense, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { EmptyState } from '../design/empty-state.tsx';
import { Loading } from '../design/loading.tsx';
import { usePageTitle } from '../design/use-page-title.ts';
import { DiagnosisDocument } from '../generated/operations.ts';
import { FaultPanel } from '../session/fault-panel.tsx';
import { mayOpen } from '../session/permissions.ts';
import { useViewer } from '../session/viewer-context.ts';
import { isOpen } from '../studies/diagnosis-chip.tsx';
import { PatientBanner } from '../studies/patient-banner.tsx';
import { ChargePanel } from './charge-panel.tsx';
import { FindingsTable } from './findings-table.tsx';
import { ModelPanel } from './model-panel.tsx';
import { NoResult } from './no-result.tsx';
import { PreliminaryNotice } from './preliminary-notice.tsx';
import { ResultHead } from './result-head.tsx';
import { StepTimeline } from './step-timeline.tsx';
import { useLiveDiagnosis } from './use-live-diagnosis.ts';

const Viewer = lazy(() => import('../viewer/viewer.tsx').then((m) => ({ default: m.Viewer })));

// Beside the subscription: a socket that was cut while the last change happened must not leave a page waiting forever.
const SAFETY_POLL_MS = 15_000;

/** One diagnosis in any of its states; only a completed one ever shows a findings table. */
export const ResultPage = () => {
  const { t } = useTranslation();
  usePageTitle(t('result.title'));
  const { diagnosisId = '' } = useParams();
  const viewer = useViewer();
  const { data, error, refetch, startPolling, stopPolling } = useQuery(DiagnosisDocument, {
    variables: { id: diagnosisId },
    fetchPolicy: 'cache-and-network',
  });
  const diagnosis = data?.diagnosis;
  const open = diagnosis ? isOpen(diagnosis.status) : false;
  // Its charge comes moments after its result: the page listens until the diagnosis is done, not until it is completed.
  const live = open || (diagnosis?.status === 'COMPLETED' && !diagnosis.steps.some(({ name }) => name === 'DONE'));
  useLiveDiagnosis(diagnosisId, live);
  useEffect(() => {
    if (!live) return;
    startPolling(SAFETY_POLL_MS);
    return stopPolling;
  }, [live, startPolling, stopPolling]);

  if (data === undefined)
    return error === undefined ? <Loading lines={8} /> : <FaultPanel error={error} onRetry={() => void refetch()} />;
  if (!diagnosis)
    return (
      <div className="card">
        <EmptyState icon="target" title={t('result.notFound')}>
          <p>{t('result.notFoundBody')}</p>
        </EmptyState>
      </div>
    );
  const { study } = diagnosis;
  const complete = diagnosis.status === 'COMPLETED';
  const series = study.series.find(({ instances }) => instances.some(({ rows }) => rows !== null));
  const seesImages = mayOpen(viewer, 'studies');
  return (
    <div className="page result">
      {seesImages && <PatientBanner study={study} backTo={`/studies/${study.id}`} backLabel={t('result.back')} />}
      <ResultHead diagnosis={diagnosis} />
      {complete && <PreliminaryNotice />}
      <div className="result-grid" data-images={seesImages && series !== undefined}>
        <div className="stack">
          {complete ? (
            <section className="stack-s" aria-labelledby="findings-title">
              <h2 id="findings-title">{t('result.findings')}</h2>
              {diagnosis.findings.length === 0 ? (
                <div className="card">
                  <EmptyState icon="file" title={t('result.noFindings')}>
                    <p>{t('result.noFindingsBody')}</p>
                  </EmptyState>
                </div>
              ) : (
                <FindingsTable findings={diagnosis.findings} calibration={diagnosis.product.calibrationNote} />
              )}
            </section>
          ) : (
            <NoResult diagnosis={diagnosis} />
          )}
          <section className="card" aria-labelledby="steps-title">
            <div className="card-body">
              <h2 id="steps-title">{t('result.steps')}</h2>
              <div className="steps-frame">
                <StepTimeline diagnosis={diagnosis} />
              </div>
            </div>
          </section>
          <ModelPanel diagnosis={diagnosis} />
          <ChargePanel diagnosis={diagnosis} />
        </div>
        {seesImages && series !== undefined && (
          <div className="result-images">
            <Suspense fallback={<Loading lines={10} />}>
              <Viewer key={study.id} series={series} />
            </Suspense>
          </div>
        )}
      </div>
    </div>
  );
};
