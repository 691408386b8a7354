// What a reload left behind: an upload that the gateway still waits for, and how to go on with it.
import { useTranslation } from 'react-i18next';
import { Instant } from '../design/instant.tsx';
import { Notice } from '../design/notice.tsx';
import type { RememberedUpload } from './upload-memory.ts';

type UnfinishedNoticeProps = {
  readonly upload: RememberedUpload;
  readonly mismatch: { readonly matched: number; readonly wanted: number } | undefined;
  readonly onDiscard: () => void;
};

/** Asks for the same folder again; browsers do not keep access to files across a reload. */
export const UnfinishedNotice = ({ upload, mismatch, onDiscard }: UnfinishedNoticeProps) => {
  const { t } = useTranslation();
  return (
    <Notice tone="info" icon="hourglass" title={t('upload.unfinished.title', { count: upload.files })} role="status">
      <p>
        {t('upload.unfinished.body')} <Instant at={upload.openedAt} />
      </p>
      {mismatch !== undefined && (
        <p role="alert">
          <strong>{t('upload.unfinished.mismatch', { matched: mismatch.matched, wanted: mismatch.wanted })}</strong>
        </p>
      )}
      <p>
        <button type="button" className="button button-small" onClick={onDiscard}>
          {t('upload.unfinished.discard')}
        </button>
      </p>
    </Notice>
  );
};
