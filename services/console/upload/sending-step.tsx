// An upload under way: one honest bar, the state of each file, and pause, resume, discard.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../design/dialog.tsx';
import { Icon } from '../design/icon.tsx';
import { Notice } from '../design/notice.tsx';
import { RefusalPanel } from '../session/fault-panel.tsx';
import { FileTable } from './file-table.tsx';
import { formatBytes } from './format-bytes.ts';
import { useUploadSession, useUploadState } from './upload-context.ts';
import { uploadTotals } from './upload-state.ts';

/** Progress in files and bytes; the words change with the phase, the layout does not. */
export const SendingStep = () => {
  const { t, i18n } = useTranslation();
  const session = useUploadSession();
  const state = useUploadState();
  const [discarding, setDiscarding] = useState(false);
  const { phase } = state;
  const totals = uploadTotals(state);
  const hashing = phase === 'hashing' || phase === 'opening';
  const share = hashing ? totals.hashedFiles / Math.max(1, totals.files) : totals.sentBytes / Math.max(1, totals.bytes);
  const received = phase === 'receiving' || phase === 'closing';
  const percent = received ? 100 : Math.floor(share * 100);

  const refusal = state.refusal ?? { code: 'REFUSED', message: '' };
  const ownWords =
    refusal.code === 'TOO_MANY_FILES' ? t('upload.tooMany', { count: totals.files }) : t('upload.notOpened');

  if (phase === 'refused')
    return (
      <div className="stack">
        <RefusalPanel refusal={{ ...refusal, message: refusal.message || ownWords }} />
        <p>
          <button type="button" className="button" onClick={() => session.clear()}>
            {t('upload.startOver')}
          </button>
        </p>
      </div>
    );
  return (
    <div className="stack">
      <section className="card" aria-labelledby="upload-progress">
        <div className="card-body">
          <div className="card-title">
            <h2 id="upload-progress">
              <span aria-live="polite">{t(`upload.phase.${phase}`)}</span>
            </h2>
            <span className="upload-percent num">{percent} %</span>
          </div>
          <div
            className="progress progress-large"
            role="progressbar"
            aria-labelledby="upload-progress"
            aria-valuemin={0}
            aria-valuemax={100}
            aria-valuenow={percent}
          >
            <span style={{ transform: `scaleX(${percent / 100})` }} />
          </div>
          <div className="row row-spread">
            <p className="muted num">
              {t('upload.progress', {
                sent: hashing ? totals.hashedFiles : totals.sentFiles,
                count: totals.files,
                bytes: formatBytes(hashing ? 0 : totals.sentBytes, i18n.language),
                total: formatBytes(totals.bytes, i18n.language),
              })}
            </p>
            <div className="row">
              {phase === 'sending' && (
                <button type="button" className="button" onClick={() => session.pause()}>
                  <Icon name="pause" />
                  {t('upload.pause')}
                </button>
              )}
              {phase === 'paused' && (
                <button type="button" className="button button-primary" onClick={() => void session.resume()}>
                  <Icon name="play" />
                  {t('upload.resume')}
                </button>
              )}
              {!received && (
                <button type="button" className="button button-plain" onClick={() => setDiscarding(true)}>
                  {t('upload.discard')}
                </button>
              )}
            </div>
          </div>
          {phase === 'stalled' && (
            <Notice tone="warn" role="alert" title={t('upload.stalled.title')}>
              <p>{t('upload.stalled.body')}</p>
              <p className="row">
                <button type="button" className="button button-small" onClick={() => void session.resume()}>
                  <Icon name="refresh" />
                  {t('common.tryAgain')}
                </button>
                <span>
                  {t('fault.quote')} <span className="quote-code">{state.stallCode}</span>
                </span>
              </p>
            </Notice>
          )}
          {totals.notDicom > 0 && <p className="small">{t('upload.notDicom', { count: totals.notDicom })}</p>}
        </div>
      </section>
      <FileTable files={state.files} />
      {discarding && (
        <Dialog title={t('upload.discardTitle')} onClose={() => setDiscarding(false)}>
          <p>{t('upload.discardBody')}</p>
          <div className="dialog-actions">
            <button type="button" className="button" onClick={() => setDiscarding(false)}>
              {t('upload.keepGoing')}
            </button>
            <button type="button" className="button button-danger" onClick={() => session.clear()}>
              {t('upload.discard')}
            </button>
          </div>
        </Dialog>
      )}
    </div>
  );
};
