// The patient banner: who this is, always in sight while images or results are.
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Icon } from '../design/icon.tsx';
import { Instant } from '../design/instant.tsx';
import { Identity } from './identity.tsx';

type BannerStudy = {
  readonly id: string;
  readonly patientName?: string | null;
  readonly patientId?: string | null;
  readonly modality?: string | null;
  readonly description?: string | null;
  readonly revision: number;
  readonly receivedAt: string;
};

type PatientBannerProps = { readonly study: BannerStudy; readonly backTo: string; readonly backLabel: string };

/** Sticks to the top of the page; identity comes unsealed from the gateway for its owner only. */
export const PatientBanner = ({ study, backTo, backLabel }: PatientBannerProps) => {
  const { t } = useTranslation();
  return (
    <header className="banner">
      <Link to={backTo} className="button button-plain button-icon" aria-label={backLabel} title={backLabel}>
        <Icon name="chevronLeft" />
      </Link>
      <p className="banner-patient">
        <strong>
          <Identity value={study.patientName} absent={t('studies.unnamed')} />
        </strong>
        <span>
          {t('study.patientId')} <Identity value={study.patientId} />
        </span>
      </p>
      <p className="banner-study">
        <span className="row">
          {study.modality && <span className="tag">{study.modality}</span>}
          <span>{study.description ?? t('studies.undescribed')}</span>
        </span>
        <span className="muted small">
          {t('study.revision', { revision: study.revision })} · {t('study.received')} <Instant at={study.receivedAt} />
        </span>
      </p>
    </header>
  );
};
