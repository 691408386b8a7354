// Downloading the DICOM SR of a result, with the patient's identity restored for its owner.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../design/icon.tsx';
import { saveFile } from '../money/save-file.ts';
import { FaultPanel } from '../session/fault-panel.tsx';
import { fetchInstance } from '../viewer/fetch-dicomweb.ts';

type DownloadReportProps = { readonly path: string; readonly diagnosisId: string };

/** A button; the file is named after the diagnosis, never after the patient. */
export const DownloadReport = ({ path, diagnosisId }: DownloadReportProps) => {
  const { t } = useTranslation();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const download = async () => {
    setBusy(true);
    setError(undefined);
    try {
      saveFile(`hounsfield-${diagnosisId}.dcm`, new Blob([await fetchInstance(path)], { type: 'application/dicom' }));
    } catch (fault) {
      setError(fault);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <button type="button" className="button" disabled={busy} onClick={() => void download()}>
        <Icon name="download" />
        {t('result.download')}
      </button>
      {error !== undefined && <FaultPanel error={error} />}
    </>
  );
};
