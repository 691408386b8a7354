// Loading: nothing for 200 ms (most answers are faster), then quiet lines in the shape of what comes.
import { useTranslation } from 'react-i18next';
import { useDelayed } from './use-delayed.ts';

const WIDTHS = ['62%', '84%', '48%', '71%', '56%'];

/** Skeleton lines with a spoken "loading". */
export const Loading = ({ lines = 4 }: { lines?: number }) => {
  const { t } = useTranslation();
  const late = useDelayed(200);
  return (
    <div className="card" aria-busy="true">
      <div className="card-body loading-body">
        <span className="visually-hidden" role="status">
          {late ? t('common.loading') : ''}
        </span>
        {late &&
          Array.from({ length: lines }, (_, line) => (
            <span
              // The lines are identical and never move
              key={line}
              className="skeleton"
              style={{ width: WIDTHS[line % WIDTHS.length] }}
            />
          ))}
      </div>
    </div>
  );
};
