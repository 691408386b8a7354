// The series strip: one thumbnail a series, taken from its middle, to choose what the viewer shows.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../design/icon.tsx';
import type { SeriesImagesFragment } from '../generated/operations.ts';
import { renderedPath } from '../viewer/dicomweb-path.ts';

type SeriesStripProps = {
  readonly series: readonly SeriesImagesFragment[];
  readonly shown: number;
  readonly onShow: (number: number) => void;
};

/** Buttons in a row; the pressed one is the series in the viewer. */
export const SeriesStrip = ({ series, shown, onShow }: SeriesStripProps) => {
  const { t } = useTranslation();
  return (
    <section className="strip" aria-label={t('study.series')}>
      {series.map((each) => (
        <button
          key={each.number}
          type="button"
          className="strip-item"
          aria-pressed={each.number === shown}
          onClick={() => onShow(each.number)}
        >
          <Thumbnail series={each} />
          <span className="strip-text">
            <strong>{each.description ?? t('study.seriesNumber', { number: each.number })}</strong>
            <span>
              {each.modality} · {t('study.images', { count: each.instances.length })}
            </span>
          </span>
        </button>
      ))}
    </section>
  );
};

const Thumbnail = ({ series }: { series: SeriesImagesFragment }) => {
  const [broken, setBroken] = useState(false);
  const middle = series.instances[Math.floor(series.instances.length / 2)];
  if (middle === undefined || broken)
    return (
      <span className="strip-thumb">
        <Icon name="scan" />
      </span>
    );
  return (
    <img
      className="strip-thumb"
      src={renderedPath(middle.id)}
      alt=""
      width={56}
      height={56}
      loading="lazy"
      onError={() => setBroken(true)}
    />
  );
};
