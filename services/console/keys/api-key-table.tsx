// The table of API keys: prefix, age, last use, state.
import { useTranslation } from 'react-i18next';
import { Icon } from '../design/icon.tsx';
import { Instant } from '../design/instant.tsx';
import type { ApiKeyFieldsFragment } from '../generated/operations.ts';
import { keyState } from './key-state.ts';

const LOOK = {
  active: { icon: 'checkCircle', tone: 'ok' },
  expired: { icon: 'clock', tone: 'quiet' },
  revoked: { icon: 'ban', tone: 'quiet' },
} as const;

type ApiKeyTableProps = {
  readonly keys: readonly ApiKeyFieldsFragment[];
  readonly onRevoke: (key: ApiKeyFieldsFragment) => void;
};

/** One row a key; only an active one can be revoked. */
export const ApiKeyTable = ({ keys, onRevoke }: ApiKeyTableProps) => {
  const { t } = useTranslation();
  const now = Date.now();
  return (
    <div className="card">
      <div className="table-wrap">
        <table>
          <caption className="visually-hidden">{t('keys.title')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('keys.column.name')}</th>
              <th scope="col">{t('keys.column.created')}</th>
              <th scope="col">{t('keys.column.lastUsed')}</th>
              <th scope="col">{t('keys.column.expires')}</th>
              <th scope="col">{t('keys.column.state')}</th>
              <th scope="col">
                <span className="visually-hidden">{t('keys.column.actions')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {keys.map((key) => {
              const state = keyState(key, now);
              const look = LOOK[state];
              return (
                <tr key={key.id}>
                  <th scope="row">
                    {key.name}
                    <code className="cell-sub">{key.prefix}…</code>
                  </th>
                  <td>
                    <Instant at={key.createdAt} day />
                  </td>
                  <td>{key.lastUsedAt ? <Instant at={key.lastUsedAt} /> : t('keys.neverUsed')}</td>
                  <td>
                    <Instant at={key.expiresAt} day />
                  </td>
                  <td>
                    <span className={`chip chip-${look.tone}`}>
                      <Icon name={look.icon} />
                      {t(`keys.state.${state}`)}
                    </span>
                  </td>
                  <td className="end">
                    {state === 'active' && (
                      <button
                        type="button"
                        className="button button-small button-danger"
                        aria-label={t('keys.revokeTitle', { name: key.name })}
                        onClick={() => onRevoke(key)}
                      >
                        {t('keys.revoke')}
                      </button>
                    )}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </div>
  );
};
