// The languages the command speaks, and how a sentence is picked and filled in.
import { EN } from './en.ts';
import { ZH_CN } from './zh-cn.ts';

export type Language = 'en' | 'zh-CN';
export type MessageKey = keyof typeof EN;

/** Says a sentence: `say('stored', { count: 3 })`. */
export type Say = (key: MessageKey, values?: Readonly<Record<string, string | number>>) => string;

/** A {@link Say} of one language. */
export const sayIn =
  (language: Language): Say =>
  (key, values = {}) =>
    (language === 'zh-CN' ? ZH_CN : EN)[key].replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));
