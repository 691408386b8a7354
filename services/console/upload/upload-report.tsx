// The end of an upload: how many files were stored, which were not and why, and where to go from here.
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Icon } from '../design/icon.tsx';
import { FileTable } from './file-table.tsx';
import { useUploadSession, useUploadState } from './upload-context.ts';
import { uploadTotals } from './upload-state.ts';

/** "298 stored, 2 rejected" with the reasons, and links to the studies and the ordered reads. */
export const UploadReport = () => {
  const { t } = useTranslation();
  const session = useUploadSession();
  const state = useUploadState();
  const totals = uploadTotals(state);
  const summary =
    totals.rejected === 0
      ? t('upload.report.allStored', { count: totals.stored })
      : `${t('upload.report.stored', { count: totals.stored })} ${t('upload.report.rejected', { count: totals.rejected })}`;
  return (
    <div className="stack">
      <section className="card">
        <div className="card-body upload-report">
          <span className={`report-mark report-mark-${totals.rejected === 0 ? 'ok' : 'warn'}`}>
            <Icon name={totals.rejected === 0 ? 'checkCircle' : 'alert'} />
          </span>
          <h2>
            <span aria-live="polite">{summary}</span>
          </h2>
          {totals.stored > 0 && <p className="muted">{t('upload.report.next')}</p>}
          <div className="row">
            {state.diagnosisIds.map((id) => (
              <Link key={id} className="button button-primary" to={`/diagnoses/${id}`}>
                {t('upload.report.openResult')}
                <Icon name="arrowRight" />
              </Link>
            ))}
            {state.studyIds.map((id) => (
              <Link key={id} className="button" to={`/studies/${id}`}>
                {t('upload.report.openStudy')}
              </Link>
            ))}
            <button type="button" className="button button-plain" onClick={() => session.clear()}>
              {t('upload.report.another')}
            </button>
          </div>
        </div>
      </section>
      {totals.rejected > 0 && <FileTable files={state.files} onlyTrouble />}
    </div>
  );
};
