// Whether a study is still arriving.
import { useTranslation } from 'react-i18next';
import { Icon } from '../design/icon.tsx';
import type { StudyStatus } from '../generated/operations.ts';

/** Receiving or complete. */
export const StudyChip = ({ status }: { status: StudyStatus }) => {
  const { t } = useTranslation();
  return (
    <span className={`chip ${status === 'RECEIVING' ? 'chip-info chip-turning' : 'chip-plain'}`}>
      <Icon name={status === 'RECEIVING' ? 'spinner' : 'check'} />
      {t(`studyStatus.${status}`)}
    </span>
  );
};
