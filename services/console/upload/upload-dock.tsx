// The dock: an upload in progress, visible from every other page, one press away.
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'react-router';
import { Icon } from '../design/icon.tsx';
import { useUploadState } from './upload-context.ts';
import { uploadTotals } from './upload-state.ts';

/** Shows itself while an upload runs and the upload page is not open. */
export const UploadDock = () => {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  const state = useUploadState();
  if (state.phase === 'choosing' || pathname === '/upload') return null;
  const { sentBytes, bytes } = uploadTotals(state);
  const percent = Math.floor((sentBytes / Math.max(1, bytes)) * 100);
  return (
    <Link to="/upload" className="dock">
      <Icon name="upload" />
      <span>{t(`upload.phase.${state.phase}`)}</span>
      {state.phase === 'sending' && <span className="num">{percent} %</span>}
    </Link>
  );
};
