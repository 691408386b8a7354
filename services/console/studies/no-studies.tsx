// The worklist before the first study: what to do, by hand and by command line.
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../design/empty-state.tsx';
import { DropZone } from '../upload/drop-zone.tsx';
import type { ChosenFile } from '../upload/plan-upload.ts';

const CLI_LINE = 'npx hounsfield sample ct --out ./sample && npx hounsfield upload ./sample';

/** A drop zone for those who may upload, the facts for the others. */
export const NoStudies = ({ onFiles }: { onFiles: ((files: readonly ChosenFile[]) => void) | undefined }) => {
  const { t } = useTranslation();
  return (
    <div className="card">
      {onFiles === undefined ? (
        <EmptyState icon="inbox" title={t('studies.empty.title')}>
          <p>{t('studies.empty.readOnly')}</p>
        </EmptyState>
      ) : (
        <DropZone title={t('studies.empty.title')} onFiles={onFiles}>
          <p>{t('studies.empty.body')}</p>
        </DropZone>
      )}
      <div className="cli-hint">
        <p>{t('studies.empty.cli')}</p>
        <pre>
          <code>{CLI_LINE}</code>
        </pre>
      </div>
    </div>
  );
};
