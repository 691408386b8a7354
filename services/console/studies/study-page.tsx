// One study: patient banner, series strip and images, what was diagnosed, and what can be ordered.
import { useQuery } from '@apollo/client/react';
import { lazy, Suspense, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { EmptyState } from '../design/empty-state.tsx';
import { Icon } from '../design/icon.tsx';
import { Loading } from '../design/loading.tsx';
import { usePageTitle } from '../design/use-page-title.ts';
import { StudyDocument } from '../generated/operations.ts';
import { FaultPanel } from '../session/fault-panel.tsx';
import { mayOpen } from '../session/permissions.ts';
import { useViewer } from '../session/viewer-context.ts';
import { CloseStudy } from './close-study.tsx';
import { DiagnosisCard } from './diagnosis-card.tsx';
import { isOpen } from './diagnosis-chip.tsx';
import { OrderDialog } from './order-dialog.tsx';
import { PatientBanner } from './patient-banner.tsx';
import { SeriesStrip } from './series-strip.tsx';

const Viewer = lazy(() => import('../viewer/viewer.tsx').then((m) => ({ default: m.Viewer })));

// A study that is still arriving is asked again and again; reads under way are live, and asked for now and then all the same:
// a socket that was cut while the last change happened must not leave a page waiting forever.
const RECEIVING_POLL_MS = 4_000;
const SAFETY_POLL_MS = 15_000;

/** The study page. */
export const StudyPage = () => {
  const { t } = useTranslation();
  usePageTitle(t('study.title'));
  const { studyId = '' } = useParams();
  const viewer = useViewer();
  const [seriesNumber, setSeriesNumber] = useState<number>();
  const [ordering, setOrdering] = useState(false);
  const { data, error, refetch, startPolling, stopPolling } = useQuery(StudyDocument, {
    variables: { id: studyId },
    fetchPolicy: 'cache-and-network',
  });
  const study = data?.study;
  const receiving = study?.status === 'RECEIVING';
  const waiting = study?.diagnoses.some(({ status }) => isOpen(status)) === true;
  useEffect(() => {
    if (!receiving && !waiting) return;
    startPolling(receiving ? RECEIVING_POLL_MS : SAFETY_POLL_MS);
    return stopPolling;
  }, [receiving, waiting, startPolling, stopPolling]);

  if (data === undefined)
    return error === undefined ? <Loading lines={8} /> : <FaultPanel error={error} onRetry={() => void refetch()} />;
  if (!study)
    return (
      <div className="card">
        <EmptyState icon="target" title={t('study.notFound')}>
          <p>{t('study.notFoundBody')}</p>
        </EmptyState>
      </div>
    );
  const pictured = study.series.filter(({ instances }) => instances.some(({ rows }) => rows !== null));
  const shown = pictured.find(({ number }) => number === seriesNumber) ?? pictured[0];
  const mayOrder = mayOpen(viewer, 'upload');
  return (
    <div className="page study">
      <PatientBanner study={study} backTo="/studies" backLabel={t('study.back')} />
      <h1 className="visually-hidden">{t('study.title')}</h1>
      {receiving && <CloseStudy studyId={study.id} mayClose={mayOrder} />}
      <div className="study-grid">
        <div className="stack study-images">
          {shown === undefined ? (
            <div className="card">
              <EmptyState icon="scan" title={t('study.noImages')}>
                <p>{t('study.noImagesBody')}</p>
              </EmptyState>
            </div>
          ) : (
            <>
              {pictured.length > 1 && <SeriesStrip series={pictured} shown={shown.number} onShow={setSeriesNumber} />}
              <Suspense fallback={<Loading lines={10} />}>
                <Viewer key={`${study.id}/${shown.number}`} series={shown} />
              </Suspense>
            </>
          )}
        </div>
        <section className="stack study-side" aria-labelledby="diagnoses-title">
          <div className="card-title">
            <h2 id="diagnoses-title">{t('study.diagnoses')}</h2>
            {mayOrder && (
              <button type="button" className="button button-primary" onClick={() => setOrdering(true)}>
                <Icon name="plus" />
                {t('study.order')}
              </button>
            )}
          </div>
          {study.diagnoses.length === 0 && (
            <div className="card">
              <EmptyState icon="file" title={t('study.noDiagnoses')}>
                <p>{t('study.noDiagnosesBody')}</p>
              </EmptyState>
            </div>
          )}
          {study.diagnoses.map((diagnosis) => (
            <DiagnosisCard key={diagnosis.id} diagnosis={diagnosis} />
          ))}
        </section>
      </div>
      {ordering && (
        <OrderDialog studyId={study.id} onClose={() => setOrdering(false)} onOrdered={() => void refetch()} />
      )}
    </div>
  );
};
