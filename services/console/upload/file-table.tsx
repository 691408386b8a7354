// The files of an upload with the state of each; trouble first, and never more rows than a page can carry.
import { useTranslation } from 'react-i18next';
import { Icon, type IconName } from '../design/icon.tsx';
import { formatBytes } from './format-bytes.ts';
import { type FilePhase, type FileState, sentBytes } from './upload-state.ts';

const SHOWN = 200;
const URGENCY: Readonly<Record<FilePhase, number>> = {
  rejected: 0,
  sending: 1,
  hashing: 2,
  ready: 3,
  waiting: 4,
  sent: 5,
  stored: 6,
};
const LOOK: Readonly<Record<FilePhase, { readonly icon: IconName; readonly tone: string }>> = {
  waiting: { icon: 'clock', tone: 'quiet' },
  hashing: { icon: 'target', tone: 'info' },
  ready: { icon: 'clock', tone: 'quiet' },
  sending: { icon: 'upload', tone: 'info' },
  sent: { icon: 'check', tone: 'quiet' },
  stored: { icon: 'checkCircle', tone: 'ok' },
  rejected: { icon: 'ban', tone: 'bad' },
};

/** A table of files; `onlyTrouble` leaves out what went well. */
export const FileTable = ({ files, onlyTrouble = false }: { files: readonly FileState[]; onlyTrouble?: boolean }) => {
  const { t, i18n } = useTranslation();
  const wanted = onlyTrouble ? files.filter(({ phase }) => phase === 'rejected') : files;
  const rows = [...wanted].sort((a, b) => URGENCY[a.phase] - URGENCY[b.phase]).slice(0, SHOWN);
  return (
    <div className="card">
      <div className="table-wrap">
        <table>
          <caption className="visually-hidden">{t('upload.tableCaption')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('upload.column.file')}</th>
              <th scope="col" className="end">
                {t('upload.column.size')}
              </th>
              <th scope="col">{t('upload.column.state')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((file) => {
              const look = LOOK[file.phase];
              const percent = Math.floor((sentBytes(file) / Math.max(1, file.size)) * 100);
              return (
                <tr key={file.ref}>
                  <td className="file-path">{file.path}</td>
                  <td className="end nowrap">{file.size > 0 && formatBytes(file.size, i18n.language)}</td>
                  <td>
                    <span className={`chip chip-${look.tone}`}>
                      <Icon name={look.icon} />
                      {t(`upload.file.${file.phase}`)}
                      {file.phase === 'sending' && <span className="num">{percent} %</span>}
                    </span>
                    {file.reason !== undefined && (
                      <span className="cell-sub">
                        {file.reason.message} <span className="quote-code">{file.reason.code}</span>
                      </span>
                    )}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      {wanted.length > SHOWN && (
        <div className="table-foot">{t('upload.moreFiles', { count: wanted.length - SHOWN })}</div>
      )}
    </div>
  );
};
