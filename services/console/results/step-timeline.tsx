// The timeline of a diagnosis: six human steps, how long each took, and how many reads wait before this one.
import { useTranslation } from 'react-i18next';
import { formatDuration } from '../design/format-time.ts';
import { Icon, type IconName } from '../design/icon.tsx';
import { useTicking } from '../design/use-ticking.ts';
import type { DiagnosisLineFragment } from '../generated/operations.ts';
import { isUnderWay } from '../studies/diagnosis-chip.tsx';
import { type StepView, stepViews } from './step-durations.ts';

const ICON: Readonly<Record<StepView['state'], IconName>> = {
  done: 'check',
  running: 'spinner',
  ahead: 'clock',
  stopped: 'ban',
};

type StepTimelineProps = { readonly diagnosis: DiagnosisLineFragment; readonly compact?: boolean };

/** An ordered list; the running step ticks, and the state of each is in words for those who do not see it. */
export const StepTimeline = ({ diagnosis, compact = false }: StepTimelineProps) => {
  const { t, i18n } = useTranslation();
  const now = useTicking(isUnderWay(diagnosis.status));
  const { queuePosition } = diagnosis;
  return (
    <ol className={`steps ${compact ? 'steps-compact' : ''}`} aria-label={t('result.steps')}>
      {stepViews(diagnosis, now).map(({ name, state, duration }) => (
        <li key={name} className={`step step-${state}`} aria-current={state === 'running' ? 'step' : undefined}>
          <span className="step-mark">
            <Icon name={ICON[state]} />
          </span>
          <span className="step-text">
            <span className="step-name">{t(`step.${name}`)}</span>
            <span className="visually-hidden">{t(`stepState.${state}`)}</span>
            <span className="step-note num">
              {name === 'QUEUED' && state === 'running' && typeof queuePosition === 'number'
                ? t('order.queue', { count: queuePosition })
                : duration !== undefined && formatDuration(duration, i18n.language)}
            </span>
          </span>
        </li>
      ))}
    </ol>
  );
};
