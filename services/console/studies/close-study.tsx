// A study that is still arriving: it closes by itself after a quiet while, or now, on request.
import { useMutation } from '@apollo/client/react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Notice } from '../design/notice.tsx';
import { CompleteStudyDocument } from '../generated/operations.ts';
import { FaultPanel, RefusalPanel } from '../session/fault-panel.tsx';

/** Explains the waiting and offers to end it. */
export const CloseStudy = ({ studyId, mayClose }: { studyId: string; mayClose: boolean }) => {
  const { t } = useTranslation();
  const [complete, { loading, error }] = useMutation(CompleteStudyDocument);
  const [refusal, setRefusal] = useState<{ code: string; message: string }>();
  const close = async () => {
    const { data } = await complete({ variables: { id: studyId } });
    setRefusal(data?.completeStudy.__typename === 'Refused' ? data.completeStudy : undefined);
  };
  return (
    <>
      <Notice tone="info" icon="hourglass" title={t('study.receiving.title')}>
        <p>{t('study.receiving.body')}</p>
        {mayClose && (
          <p>
            <button
              type="button"
              className="button button-small"
              disabled={loading}
              onClick={() => void close().catch(() => undefined)}
            >
              {t('study.receiving.close')}
            </button>
          </p>
        )}
      </Notice>
      {refusal !== undefined && <RefusalPanel refusal={refusal} />}
      {error !== undefined && <FaultPanel error={error} />}
    </>
  );
};
