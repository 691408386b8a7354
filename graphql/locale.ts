// The languages of the product, and which of them a request is answered in.

export const LOCALES = ['en', 'zh-CN'] as const;
export type Locale = (typeof LOCALES)[number];

export const isLocale = (value: unknown): value is Locale => LOCALES.some((locale) => locale === value);

/** The first language of an `Accept-Language` header that we speak (any Chinese is `zh-CN`); weights are ignored. */
export const negotiateLocale = (acceptLanguage: string | undefined): Locale | undefined => {
  for (const range of (acceptLanguage ?? '').slice(0, 200).split(',')) {
    const tag = range.split(';')[0]?.trim().toLowerCase() ?? '';
    if (tag === 'zh' || tag.startsWith('zh-')) return 'zh-CN';
    if (tag === 'en' || tag.startsWith('en-')) return 'en';
  }
  return undefined;
};
