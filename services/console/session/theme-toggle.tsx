// The theme toggle: light or dark on this device, whatever the system prefers.
import { useTranslation } from 'react-i18next';
import { Icon } from '../design/icon.tsx';
import { chooseTheme, useIsDark } from './theme.ts';

/** One button that shows what it will switch to. */
export const ThemeToggle = () => {
  const { t } = useTranslation();
  const dark = useIsDark();
  const label = dark ? t('session.lightTheme') : t('session.darkTheme');
  return (
    <button
      type="button"
      className="button button-plain button-icon"
      aria-label={label}
      title={label}
      onClick={() => chooseTheme(dark ? 'light' : 'dark')}
    >
      <Icon name={dark ? 'sun' : 'moon'} />
    </button>
  );
};
