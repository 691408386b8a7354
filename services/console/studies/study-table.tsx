// The table of studies: one row a study, one link a row; j, k and Enter work on it.
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { Instant } from '../design/instant.tsx';
import { useListKeys } from '../design/use-list-keys.ts';
import type { StudyRowFragment } from '../generated/operations.ts';
import { DiagnosisChip } from './diagnosis-chip.tsx';
import { Identity } from './identity.tsx';
import { StudyChip } from './study-chip.tsx';

type StudyTableProps = {
  readonly studies: readonly StudyRowFragment[];
  readonly busy: boolean;
  readonly more: boolean;
  readonly onMore: () => void;
};

/** Rows keep their place; only their contents change while the reader looks. */
export const StudyTable = ({ studies, busy, more, onMore }: StudyTableProps) => {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const body = useRef<HTMLTableSectionElement>(null);
  useListKeys(body);
  return (
    <div className="card">
      <div className="table-wrap">
        <table className="table-rows">
          <caption className="visually-hidden">{t('studies.title')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('studies.column.patient')}</th>
              <th scope="col">{t('studies.column.study')}</th>
              <th scope="col">{t('studies.column.received')}</th>
              <th scope="col" className="end">
                {t('studies.column.images')}
              </th>
              <th scope="col">{t('studies.column.state')}</th>
              <th scope="col">{t('studies.column.diagnoses')}</th>
            </tr>
          </thead>
          <tbody ref={body}>
            {studies.map((study) => (
              <StudyRow key={study.id} study={study} onOpen={() => void navigate(`/studies/${study.id}`)} />
            ))}
          </tbody>
        </table>
      </div>
      <div className="table-foot">
        <span>
          <kbd>j</kbd> <kbd>k</kbd> {t('common.moveKeys')} <kbd>↵</kbd> {t('common.openKey')}
        </span>
        {more && (
          <button type="button" className="button button-small" disabled={busy} onClick={onMore}>
            {t('common.more')}
          </button>
        )}
      </div>
    </div>
  );
};

const StudyRow = ({ study, onOpen }: { study: StudyRowFragment; onOpen: () => void }) => {
  const { t } = useTranslation();
  return (
    // The row's link is the keyboard's way; a click beside it is a convenience
    <tr
      onClick={(event) => {
        if (event.target instanceof Element && event.target.closest('a') === null) onOpen();
      }}
    >
      <td>
        <Link to={`/studies/${study.id}`} className="row-link" data-row-link="">
          <Identity value={study.patientName} absent={t('studies.unnamed')} />
        </Link>
        <span className="cell-sub">
          <Identity value={study.patientId} />
        </span>
      </td>
      <td>
        <span className="cell-inline">
          {study.modality && <span className="tag">{study.modality}</span>}
          <span>{study.description ?? t('studies.undescribed')}</span>
        </span>
      </td>
      <td>
        <Instant at={study.receivedAt} />
      </td>
      <td className="end">{study.instanceCount}</td>
      <td>
        <StudyChip status={study.status} />
      </td>
      <td>
        {study.diagnoses.length === 0 ? (
          <span className="muted">{t('studies.noDiagnosis')}</span>
        ) : (
          <span className="reads">
            {study.diagnoses.map((diagnosis) => (
              <Link key={diagnosis.id} to={`/diagnoses/${diagnosis.id}`} className="read-link">
                <DiagnosisChip status={diagnosis.status} queuePosition={diagnosis.queuePosition} />
                {diagnosis.product.name}
              </Link>
            ))}
          </span>
        )}
      </td>
    </tr>
  );
};
