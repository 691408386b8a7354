// The upload page: choose files, choose what to order at the price shown, watch the parts travel, read the report.
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { usePageTitle } from '../design/use-page-title.ts';
import { ChoosingStep } from './choosing-step.tsx';
import type { ChosenFile } from './plan-upload.ts';
import { SendingStep } from './sending-step.tsx';
import { UnfinishedNotice } from './unfinished-notice.tsx';
import { useUploadSession, useUploadState } from './upload-context.ts';
import type { RememberedUpload } from './upload-memory.ts';
import { UploadReport } from './upload-report.tsx';
import type { Choice } from './upload-session.ts';

/** Every step of an upload at one address; leaving the page does not stop it. */
export const UploadPage = () => {
  const { t } = useTranslation();
  usePageTitle(t('upload.title'));
  const session = useUploadSession();
  const { phase } = useUploadState();
  const [unfinished, setUnfinished] = useState<RememberedUpload>();
  const [mismatch, setMismatch] = useState<Extract<Choice, { kind: 'mismatch' }>>();

  useEffect(() => {
    session.findUnfinished().then(setUnfinished, () => setUnfinished(undefined));
  }, [session]);

  const choose = (files: readonly ChosenFile[]) => {
    setMismatch(undefined);
    void session.choose(files).then((choice) => {
      if (choice.kind === 'mismatch') setMismatch(choice);
      else setUnfinished(undefined);
    });
  };
  const discard = () => {
    session.clear();
    setUnfinished(undefined);
    setMismatch(undefined);
  };

  return (
    <div className="page">
      <header className="page-head">
        <div>
          <h1>{t('upload.title')}</h1>
          <p>{t('upload.lead')}</p>
        </div>
      </header>
      {phase === 'choosing' && unfinished !== undefined && (
        <UnfinishedNotice upload={unfinished} mismatch={mismatch} onDiscard={discard} />
      )}
      {phase === 'choosing' ? (
        <ChoosingStep onFiles={choose} />
      ) : phase === 'received' ? (
        <UploadReport />
      ) : (
        <SendingStep />
      )}
    </div>
  );
};
