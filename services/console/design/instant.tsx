// An instant for people: local time with its zone; the exact UTC text on hover and for machines.
import { useTranslation } from 'react-i18next';
import { formatInstant, formatUtc } from './format-time.ts';

/** `<time>` of an ISO 8601 instant. */
export const Instant = ({ at }: { at: string }) => {
  const { i18n } = useTranslation();
  return (
    <time dateTime={at} title={formatUtc(at)} className="nowrap">
      {formatInstant(at, i18n.language)}
    </time>
  );
};
