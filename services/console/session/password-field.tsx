// The password field: pasting and password managers welcome, and the text can be shown.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../design/icon.tsx';

/** A labelled password input with a show button. */
export const PasswordField = ({ missing }: { missing: boolean }) => {
  const { t } = useTranslation();
  const [shown, setShown] = useState(false);
  return (
    <div className="field">
      <label htmlFor="password">{t('signIn.password')}</label>
      <span className="password">
        <input
          id="password"
          name="password"
          type={shown ? 'text' : 'password'}
          className="input"
          autoComplete="current-password"
          aria-invalid={missing}
          aria-describedby={missing ? 'password-error' : undefined}
        />
        <button
          type="button"
          className="button button-plain button-icon"
          aria-pressed={shown}
          aria-label={t('signIn.showPassword')}
          title={t('signIn.showPassword')}
          onClick={() => setShown(!shown)}
        >
          <Icon name={shown ? 'eyeOff' : 'eye'} />
        </button>
      </span>
      {missing && (
        <p className="field-error" id="password-error">
          {t('signIn.passwordMissing')}
        </p>
      )}
    </div>
  );
};
