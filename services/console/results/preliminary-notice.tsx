// The sentence that stands above every result of a machine.
import { useTranslation } from 'react-i18next';
import { Notice } from '../design/notice.tsx';

/** AI preliminary, not for primary diagnosis. */
export const PreliminaryNotice = () => {
  const { t } = useTranslation();
  return (
    <Notice tone="warn" title={t('result.preliminary')}>
      <p>{t('result.preliminaryBody')}</p>
    </Notice>
  );
};
