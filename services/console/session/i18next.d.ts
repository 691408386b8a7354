// Translation keys are typed by the English file: a missing or misspelt key does not compile.
import 'i18next';
import type words from '../locales/en.json';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    returnNull: false;
    resources: { translation: typeof words };
  }
}
