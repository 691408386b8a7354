// Refusals in the caller's language. Rooms write English; other languages are kept here, by the refusal's code.
import type { Locale } from '../locale.ts';
import { REFUSALS_ZH_CN } from './refusals.zh-cn.ts';

/** The sentence for a refusal; the room's own English one where a translation is missing. */
export const refusalMessage = (refusal: { readonly code: string; readonly message: string }, locale: Locale): string =>
  (locale === 'zh-CN' ? REFUSALS_ZH_CN[refusal.code] : undefined) ?? refusal.message;
