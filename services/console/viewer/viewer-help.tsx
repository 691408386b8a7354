// The viewer's keys, written down where they are used.
import { useTranslation } from 'react-i18next';

const KEYS = [
  { keys: ['↑', '↓'], does: 'slices' },
  { keys: ['PgUp', 'PgDn'], does: 'tenSlices' },
  { keys: ['1', '2', '3', '4'], does: 'presets' },
  { keys: ['[', ']'], does: 'window' },
  { keys: [',', '.'], does: 'level' },
  { keys: ['+', '−', '0'], does: 'zoom' },
  { keys: ['⇧', '←→↑↓'], does: 'pan' },
  { keys: ['i'], does: 'invert' },
] as const;

/** A closed disclosure; its text also describes the stage to a screen reader. */
export const ViewerHelp = () => {
  const { t } = useTranslation();
  return (
    <details className="viewer-help">
      <summary>{t('viewer.keys.title')}</summary>
      <ul id="viewer-help">
        {KEYS.map(({ keys, does }) => (
          <li key={does}>
            {keys.map((key) => (
              <kbd key={key}>{key}</kbd>
            ))}{' '}
            {t(`viewer.keys.${does}`)}
          </li>
        ))}
      </ul>
    </details>
  );
};
