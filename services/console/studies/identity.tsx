// A patient's identity on screen: as the owner sent it, masked in presentation mode, and plainly absent when unknown.
import { useTranslation } from 'react-i18next';
import { useMasked } from '../session/masking.ts';
import { readablePersonName } from './person-name.ts';

type IdentityProps = { readonly value: string | null | undefined; readonly absent?: string };

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
