// A value to take along: readable, selectable, and copied with one press.
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from './icon.tsx';

/** A read-only field with a copy button that says when it has copied. */
export const CopyField = ({ label, value }: { label: string; value: string }) => {
  const { t } = useTranslation();
  const id = useId();
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(value);
    setCopied(true);
  };
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <span className="copy-field">
        <input
          id={id}
          className="input mono"
          readOnly
          value={value}
          onFocus={(event) => event.currentTarget.select()}
        />
        <button type="button" className="button" onClick={() => void copy().catch(() => setCopied(false))}>
          <Icon name={copied ? 'check' : 'copy'} />
          <span aria-live="polite">{copied ? t('common.copied') : t('common.copy')}</span>
        </button>
      </span>
    </div>
  );
};
