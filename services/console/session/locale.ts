// The interface language: loaded on demand, remembered on this device, sent with every request so that answers match.
import { createInstance, type i18n as I18n } from 'i18next';
import { initReactI18next } from 'react-i18next';

export const LOCALES = ['en', 'zh-CN'] as const;
export type Locale = (typeof LOCALES)[number];

const STORAGE_KEY = 'hounsfield.locale';
const LOADERS = {
  en: () => import('../locales/en.json'),
  'zh-CN': () => import('../locales/zh-CN.json'),
} satisfies Record<Locale, () => Promise<unknown>>;

const isLocale = (value: unknown): value is Locale => LOCALES.some((locale) => locale === value);

/** The supported language that is nearest to a person's list of preferences. */
export const nearestLocale = (preferences: readonly string[]): Locale => {
  for (const preference of preferences) {
    if (isLocale(preference)) return preference;
    if (/^zh\b/i.test(preference)) return 'zh-CN';
    if (/^en\b/i.test(preference)) return 'en';
  }
  return 'en';
};

/** The language chosen on this device before; otherwise the browser's. */
export const rememberedLocale = (): Locale =>
  nearestLocale([localStorage.getItem(STORAGE_KEY) ?? '', ...navigator.languages]);

const load = async (i18n: I18n, locale: Locale): Promise<void> => {
  if (i18n.hasResourceBundle(locale, 'translation')) return;
  const words = await LOADERS[locale]();
  i18n.addResourceBundle(locale, 'translation', words.default);
};

/** Starts i18next with one language loaded. */
export const startI18n = async (locale: Locale): Promise<I18n> => {
  const i18n = createInstance();
  i18n.use(initReactI18next);
  await i18n.init({ lng: locale, resources: {}, fallbackLng: false, interpolation: { escapeValue: false } });
  await load(i18n, locale);
  document.documentElement.lang = locale;
  return i18n;
};

/** Changes the language of the page in place; filters, forms and focus stay. */
export const changeLocale = async (i18n: I18n, locale: Locale): Promise<void> => {
  await load(i18n, locale);
  await i18n.changeLanguage(locale);
  localStorage.setItem(STORAGE_KEY, locale);
  document.documentElement.lang = locale;
};
