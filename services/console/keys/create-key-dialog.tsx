// Making an API key: a name first, then the secret, shown this once and never again.
import { useMutation } from '@apollo/client/react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CopyField } from '../design/copy-field.tsx';
import { Dialog } from '../design/dialog.tsx';
import { Notice } from '../design/notice.tsx';
import { CreateApiKeyDocument } from '../generated/operations.ts';
import { FaultPanel, RefusalPanel } from '../session/fault-panel.tsx';

type CreateKeyDialogProps = { readonly onClose: () => void; readonly onCreated: () => void };

/** The secret lives in this component's state only; closing the dialog forgets it. */
export const CreateKeyDialog = ({ onClose, onCreated }: CreateKeyDialogProps) => {
  const { t } = useTranslation();
  const [secret, setSecret] = useState<string>();
  const [missing, setMissing] = useState(false);
  const [refusal, setRefusal] = useState<{ code: string; message: string }>();
  const [create, { loading, error }] = useMutation(CreateApiKeyDocument, { fetchPolicy: 'no-cache' });
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const name = String(new FormData(event.currentTarget).get('name') ?? '').trim();
    setMissing(name === '');
    if (name === '') return;
    const { data } = await create({ variables: { input: { name } } });
    if (data?.createApiKey.__typename === 'Refused') return setRefusal(data.createApiKey);
    if (data?.createApiKey.__typename !== 'ApiKeyCreated') return;
    setRefusal(undefined);
    setSecret(data.createApiKey.secret);
    onCreated();
  };
  if (secret !== undefined)
    return (
      <Dialog title={t('keys.secretTitle')} onClose={onClose}>
        <Notice tone="warn" title={t('keys.secretOnce')}>
          <p>{t('keys.secretBody')}</p>
        </Notice>
        <CopyField label={t('keys.secret')} value={secret} />
        <div className="dialog-actions">
          <button type="button" className="button button-primary" onClick={onClose}>
            {t('keys.stored')}
          </button>
        </div>
      </Dialog>
    );
  return (
    <Dialog title={t('keys.create')} onClose={onClose}>
      <form className="stack" noValidate onSubmit={(event) => void submit(event).catch(() => undefined)}>
        <div className="field">
          <label htmlFor="key-name">{t('keys.name')}</label>
          <input
            id="key-name"
            name="name"
            className="input"
            autoComplete="off"
            maxLength={80}
            aria-invalid={missing}
            aria-describedby="key-name-hint"
          />
          <p className={missing ? 'field-error' : 'field-hint'} id="key-name-hint">
            {missing ? t('keys.nameMissing') : t('keys.nameHint')}
          </p>
        </div>
        {refusal !== undefined && <RefusalPanel refusal={refusal} />}
        {error !== undefined && <FaultPanel error={error} />}
        <div className="dialog-actions">
          <button type="button" className="button" onClick={onClose}>
            {t('common.cancel')}
          </button>
          <button type="submit" className="button button-primary" disabled={loading}>
            {t('keys.createSubmit')}
          </button>
        </div>
      </form>
    </Dialog>
  );
};
