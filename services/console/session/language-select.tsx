// The language switch: each language by its own name, the page changes in place.
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { changeLocale, LOCALES, type Locale } from './locale.ts';

const OWN_NAME: Readonly<Record<Locale, string>> = { en: 'English', 'zh-CN': '简体中文' };

/** Switches the interface language; `onChanged` runs after the page has changed. */
export const LanguageSelect = ({ onChanged }: { onChanged?: (locale: Locale) => void }) => {
  const { t, i18n } = useTranslation();
  const id = useId();
  const change = async (locale: Locale) => {
    await changeLocale(i18n, locale);
    onChanged?.(locale);
  };
  return (
    <span className="language">
      <label htmlFor={id} className="visually-hidden">
        {t('session.language')}
      </label>
      <select
        id={id}
        className="select select-plain"
        value={i18n.language}
        onChange={(event) => void change(event.target.value as Locale)}
      >
        {LOCALES.map((locale) => (
          <option key={locale} value={locale} lang={locale}>
            {OWN_NAME[locale]}
          </option>
        ))}
      </select>
    </span>
  );
};
