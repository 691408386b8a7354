// Moves DA and DT values by whole days, so that intervals of one patient stay what they were (PS3.15 E.3.6, modified dates).
const DAY = 86_400_000;

const parts = (year: string, month: string, day: string): number | undefined => {
  const at = Date.UTC(Number(year), Number(month) - 1, Number(day));
  const back = new Date(at);
  const same = back.getUTCMonth() === Number(month) - 1 && back.getUTCDate() === Number(day);
  return same && Number(year) >= 1000 ? at : undefined;
};

const digits = (at: number): string => new Date(at).toISOString().slice(0, 10).replaceAll('-', '');

/** A date `YYYYMMDD`, or `YYYY.MM.DD` of old files, moved; undefined when it is no date. */
export const shiftDate = (value: string, days: number): string | undefined => {
  const match = /^(\d{4})\.?(\d{2})\.?(\d{2})$/.exec(value.trim());
  const at = match ? parts(match[1] ?? '', match[2] ?? '', match[3] ?? '') : undefined;
  return at === undefined ? undefined : digits(at + days * DAY);
};

/** A date and time moved; precision, time of day and zone stay. A bare year or month moves as its first day does. */
export const shiftDateTime = (value: string, days: number): string | undefined => {
  const match = /^(\d{4})(\d{2})?(\d{2})?((?:\d{2}){0,3}(?:\.\d{1,6})?)([+-]\d{4})?$/.exec(value.trim());
  if (match === null) return undefined;
  const [, year = '', month, day, time = '', zone = ''] = match;
  const at = parts(year, month ?? '01', day ?? '01');
  if (at === undefined) return undefined;
  const length = month === undefined ? 4 : day === undefined ? 6 : 8;
  return `${digits(at + days * DAY).slice(0, length)}${time}${zone}`;
};

/** Age in the form of VR AS on a day, from the day of birth; undefined when either is no date or the order is wrong. */
export const ageString = (birth: string, on: string): string | undefined => {
  const from = /^(\d{4})(\d{2})(\d{2})$/.exec(birth.trim());
  const to = /^(\d{4})(\d{2})(\d{2})$/.exec(on.trim());
  if (!from || !to) return undefined;
  const [start, end] = [
    parts(from[1] ?? '', from[2] ?? '', from[3] ?? ''),
    parts(to[1] ?? '', to[2] ?? '', to[3] ?? ''),
  ];
  if (start === undefined || end === undefined || end < start) return undefined;
  const months =
    (Number(to[1]) - Number(from[1])) * 12 +
    Number(to[2]) -
    Number(from[2]) -
    (Number(to[3]) < Number(from[3]) ? 1 : 0);
  const form = (count: number, unit: string) => (count > 999 ? undefined : `${String(count).padStart(3, '0')}${unit}`);
  if (months >= 24) return form(Math.floor(months / 12), 'Y');
  const days = Math.round((end - start) / DAY);
  return months >= 3 ? form(months, 'M') : form(days, 'D');
};
