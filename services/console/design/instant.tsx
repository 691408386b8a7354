// An instant for people: local time with its zone; the exact UTC text on hover and for machines.
import { useTranslation } from 'react-i18next';
import { formatDay, formatInstant, formatUtc } from './format-time.ts';

/** `<time>` of an ISO 8601 instant; `day` leaves the time of day to the hover text. */
export const Instant = ({ at, day = false }: { at: string; day?: boolean }) => {
  const { i18n } = useTranslation();
  return (
    <time dateTime={at} title={formatUtc(at)} className="nowrap">
      {day ? formatDay(at, i18n.language) : formatInstant(at, i18n.language)}
    </time>
  );
};
