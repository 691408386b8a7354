// The export button: fetches all rows of the month, not only those on screen, and saves them as CSV.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../design/icon.tsx';
import { FaultPanel } from '../session/fault-panel.tsx';
import { csvText } from './csv.ts';
import { saveFile } from './save-file.ts';

type ExportButtonProps = {
  readonly name: string;
  readonly load: () => Promise<{ readonly header: readonly string[]; readonly rows: readonly (readonly string[])[] }>;
};

/** Says when it works and when it failed. */
export const ExportButton = ({ name, load }: ExportButtonProps) => {
  const { t } = useTranslation();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const run = async () => {
    setBusy(true);
    setError(undefined);
    try {
      const { header, rows } = await load();
      saveFile(name, new Blob([csvText(header, rows)], { type: 'text/csv;charset=utf-8' }));
    } catch (fault) {
      setError(fault);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <button type="button" className="button button-small" disabled={busy} onClick={() => void run()}>
        <Icon name="download" />
        {busy ? t('money.exporting') : t('money.export')}
      </button>
      {error !== undefined && <FaultPanel error={error} />}
    </>
  );
};
