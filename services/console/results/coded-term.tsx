// A coded term: in the reader's language where we know it, in the code's own meaning otherwise; the code on hover.
import { useTranslation } from 'react-i18next';
import type { CodeFieldsFragment } from '../generated/operations.ts';

/** `Present`, with `SCT 52101004` as its title. */
export const CodedTerm = ({ code }: { code: CodeFieldsFragment }) => {
  const { t, i18n } = useTranslation();
  const key = `code.${code.scheme}-${code.value}`;
  const known = i18n.exists(key);
  return (
    <span title={`${code.scheme} ${code.value}`} lang={known ? undefined : 'en'}>
      {known ? t(key as 'code.SCT-52101004') : code.meaning}
    </span>
  );
};
