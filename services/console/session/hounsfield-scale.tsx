// The ornament of the door: the scale that the product is named after, from air to bone.
import { useTranslation } from 'react-i18next';

const MARKS = [
  { value: 1000, key: 'bone' },
  { value: 40, key: 'soft' },
  { value: 0, key: 'water' },
  { value: -100, key: 'fat' },
  { value: -700, key: 'lung' },
  { value: -1000, key: 'air' },
] as const;

// The scale is drawn with more room around water, where tissues crowd together.
const POSITION: Readonly<Record<(typeof MARKS)[number]['key'], number>> = {
  bone: 4,
  soft: 34,
  water: 46,
  fat: 58,
  lung: 80,
  air: 96,
};

/** A labelled bar from -1000 (air) to +1000 (bone). */
export const HounsfieldScale = () => {
  const { t, i18n } = useTranslation();
  const number = new Intl.NumberFormat(i18n.language, { signDisplay: 'exceptZero' });
  return (
    <figure className="hu" aria-label={t('signIn.scale.label')}>
      <div className="hu-bar" aria-hidden="true" />
      <ul className="hu-marks">
        {MARKS.map(({ value, key }) => (
          <li key={key} style={{ insetBlockStart: `${POSITION[key]}%` }}>
            <span className="hu-value num">{number.format(value).replace(/^-/, '\u2212')}</span>
            <span className="hu-name">{t(`signIn.scale.${key}`)}</span>
          </li>
        ))}
      </ul>
      <figcaption>
        <strong>{t('signIn.claim')}</strong>
        <span>{t('signIn.claimBody')}</span>
      </figcaption>
    </figure>
  );
};
