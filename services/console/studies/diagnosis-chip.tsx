// The state of a diagnosis as a chip: icon and words, colour only as a third sign.
import { useTranslation } from 'react-i18next';
import { Icon, type IconName } from '../design/icon.tsx';
import type { DiagnosisStatus } from '../generated/operations.ts';

const LOOK: Readonly<Record<DiagnosisStatus, { readonly icon: IconName; readonly tone: string }>> = {
  REQUESTED: { icon: 'clock', tone: 'info' },
  RUNNING: { icon: 'spinner', tone: 'info chip-turning' },
  COMPLETED: { icon: 'file', tone: 'ok' },
  FAILED: { icon: 'alert', tone: 'bad' },
  CANCELLED: { icon: 'ban', tone: 'quiet' },
  OUT_OF_SCOPE: { icon: 'target', tone: 'quiet' },
  NEEDS_ATTENTION: { icon: 'alert', tone: 'warn' },
};

type DiagnosisChipProps = { readonly status: DiagnosisStatus; readonly queuePosition?: number | null };

/** "Result ready" never says what the result is: a chip must not read as normal or abnormal. */
export const DiagnosisChip = ({ status, queuePosition }: DiagnosisChipProps) => {
  const { t } = useTranslation();
  const look = LOOK[status];
  return (
    <span className={`chip chip-${look.tone}`}>
      <Icon name={look.icon} />
      {status === 'REQUESTED' && typeof queuePosition === 'number'
        ? t('status.queued', { count: queuePosition })
        : t(`status.${status}`)}
    </span>
  );
};

/** True while it waits or runs: it can be cancelled, its clock ticks. */
export const isUnderWay = (status: DiagnosisStatus): boolean => status === 'REQUESTED' || status === 'RUNNING';

/** True while the gateway may still change it; a stuck one can still complete once an operator has helped. */
export const isOpen = (status: DiagnosisStatus): boolean => isUnderWay(status) || status === 'NEEDS_ATTENTION';
