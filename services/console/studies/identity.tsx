// A patient's identity on screen: as the owner sent it, masked in presentation mode, and plainly absent when unknown.
import { useTranslation } from 'react-i18next';
import { useMasked } from '../session/masking.ts';

type IdentityProps = { readonly value: string | null | undefined; readonly absent?: string };

/**
 * A DICOM person name for reading: the ideographic group where there is one, then the alphabetic one
 * (PS3.5 section 6.2.1: `Wang^XiaoDong=王^小东`); carets part family and given names.
 */
export const readablePersonName = (name: string): string => {
  const [alphabetic = '', ideographic = ''] = name.split('=');
  const latin = alphabetic.split('^').filter(Boolean).join(', ');
  const han = ideographic.split('^').filter(Boolean).join('');
  if (han === '') return latin;
  return latin === '' ? han : `${han} (${latin})`;
};

/** Name or number of a patient. */
export const Identity = ({ value, absent }: IdentityProps) => {
  const { t } = useTranslation();
  const masked = useMasked();
  if (value === null || value === undefined || value === '') return <span className="muted">{absent ?? '—'}</span>;
  if (masked)
    return (
      <span className="masked">
        <span aria-hidden="true">••••••</span>
        <span className="visually-hidden">{t('studies.hidden')}</span>
      </span>
    );
  return <bdi>{readablePersonName(value)}</bdi>;
};
