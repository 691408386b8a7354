// The worklist: every study with its state, newest first, live without jumping.
import { useQuery } from '@apollo/client/react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { Icon } from '../design/icon.tsx';
import { Loading } from '../design/loading.tsx';
import { usePageTitle } from '../design/use-page-title.ts';
import { StudiesDocument } from '../generated/operations.ts';
import { FaultPanel } from '../session/fault-panel.tsx';
import { mayOpen } from '../session/permissions.ts';
import { useViewer } from '../session/viewer-context.ts';
import type { ChosenFile } from '../upload/plan-upload.ts';
import { useUploadSession } from '../upload/upload-context.ts';
import { NoStudies } from './no-studies.tsx';
import { StudyTable } from './study-table.tsx';
import { useLiveStudies } from './use-live-studies.ts';

const PAGE_SIZE = 20;

/** The list of studies; a folder dropped on its empty state starts an upload. */
export const StudiesPage = () => {
  const { t } = useTranslation();
  usePageTitle(t('studies.title'));
  const viewer = useViewer();
  const navigate = useNavigate();
  const upload = useUploadSession();
  const { data, error, loading, refetch, fetchMore } = useQuery(StudiesDocument, {
    variables: { first: PAGE_SIZE },
    fetchPolicy: 'cache-and-network',
    nextFetchPolicy: 'cache-first',
  });
  const studies = data?.studies.edges.map(({ node }) => node);
  const news = useLiveStudies(studies?.map(({ id }) => id) ?? [], PAGE_SIZE, studies !== undefined);
  const mayUpload = mayOpen(viewer, 'upload');
  const takeFiles = (files: readonly ChosenFile[]) => {
    void upload.choose(files).then(() => navigate('/upload'));
  };

  return (
    <div className="page">
      <header className="page-head">
        <div>
          <h1>{t('studies.title')}</h1>
          <p>{t('studies.lead')}</p>
        </div>
        {mayUpload && (
          <Link to="/upload" className="button button-primary">
            <Icon name="upload" />
            {t('nav.upload')}
          </Link>
        )}
      </header>
      <div className="news" aria-live="polite">
        {news > 0 && (
          <button type="button" className="pill" onClick={() => void refetch()}>
            <Icon name="refresh" />
            {t('studies.news', { count: news })}
          </button>
        )}
      </div>
      {error !== undefined && studies === undefined && <FaultPanel error={error} onRetry={() => void refetch()} />}
      {studies === undefined && error === undefined && <Loading lines={6} />}
      {studies?.length === 0 && <NoStudies onFiles={mayUpload ? takeFiles : undefined} />}
      {studies !== undefined && studies.length > 0 && (
        <StudyTable
          studies={studies}
          busy={loading}
          more={data?.studies.pageInfo.hasNextPage === true}
          onMore={() => void fetchMore({ variables: { after: data?.studies.pageInfo.endCursor ?? null } })}
        />
      )}
    </div>
  );
};
