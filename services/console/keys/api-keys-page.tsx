// API keys: who may call as this organisation; made here, shown once, revoked here.
import { useMutation, useQuery } from '@apollo/client/react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../design/dialog.tsx';
import { EmptyState } from '../design/empty-state.tsx';
import { Icon } from '../design/icon.tsx';
import { Loading } from '../design/loading.tsx';
import { usePageTitle } from '../design/use-page-title.ts';
import { type ApiKeyFieldsFragment, ApiKeysDocument, RevokeApiKeyDocument } from '../generated/operations.ts';
import { FaultPanel, RefusalPanel } from '../session/fault-panel.tsx';
import { ApiKeyTable } from './api-key-table.tsx';
import { CreateKeyDialog } from './create-key-dialog.tsx';

/** The page of an administrator. */
export const ApiKeysPage = () => {
  const { t } = useTranslation();
  usePageTitle(t('keys.title'));
  const { data, error, refetch } = useQuery(ApiKeysDocument, { fetchPolicy: 'cache-and-network' });
  const [creating, setCreating] = useState(false);
  const [revoking, setRevoking] = useState<ApiKeyFieldsFragment>();
  const [refusal, setRefusal] = useState<{ code: string; message: string }>();
  const [revoke, revocation] = useMutation(RevokeApiKeyDocument);
  const confirmRevoke = async (id: string) => {
    const { data: answer } = await revoke({ variables: { id } });
    setRefusal(answer?.revokeApiKey.__typename === 'Refused' ? answer.revokeApiKey : undefined);
    setRevoking(undefined);
  };
  return (
    <div className="page">
      <header className="page-head">
        <div>
          <h1>{t('keys.title')}</h1>
          <p>{t('keys.lead')}</p>
        </div>
        <button type="button" className="button button-primary" onClick={() => setCreating(true)}>
          <Icon name="plus" />
          {t('keys.create')}
        </button>
      </header>
      {refusal !== undefined && <RefusalPanel refusal={refusal} />}
      {revocation.error !== undefined && <FaultPanel error={revocation.error} />}
      {error !== undefined && data === undefined && <FaultPanel error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === undefined && <Loading />}
      {data?.apiKeys.length === 0 && (
        <div className="card">
          <EmptyState icon="key" title={t('keys.empty')}>
            <p>{t('keys.emptyBody')}</p>
          </EmptyState>
        </div>
      )}
      {data !== undefined && data.apiKeys.length > 0 && <ApiKeyTable keys={data.apiKeys} onRevoke={setRevoking} />}
      {creating && <CreateKeyDialog onClose={() => setCreating(false)} onCreated={() => void refetch()} />}
      {revoking !== undefined && (
        <Dialog title={t('keys.revokeTitle', { name: revoking.name })} onClose={() => setRevoking(undefined)}>
          <p>{t('keys.revokeBody')}</p>
          <div className="dialog-actions">
            <button type="button" className="button" onClick={() => setRevoking(undefined)}>
              {t('common.cancel')}
            </button>
            <button
              type="button"
              className="button button-danger"
              disabled={revocation.loading}
              onClick={() => void confirmRevoke(revoking.id).catch(() => setRevoking(undefined))}
            >
              {t('keys.revoke')}
            </button>
          </div>
        </Dialog>
      )}
    </div>
  );
};
