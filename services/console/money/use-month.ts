// The chosen month lives in the address, so that a link leads to the same rows.
import { useSearchParams } from 'react-router';

/** The month of the address when there are rows for it, else the newest; and how to choose another. */
export const useMonth = (months: readonly string[]): readonly [string | undefined, (month: string) => void] => {
  const [search, setSearch] = useSearchParams();
  const asked = search.get('month');
  const month = asked !== null && months.includes(asked) ? asked : months[0];
  return [month, (next) => setSearch({ month: next }, { replace: true, preventScrollReset: true })];
};
