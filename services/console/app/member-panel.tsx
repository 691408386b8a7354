// The member's own corner: name and roles, language, theme, hidden identities, signing out.
import { useApolloClient } from '@apollo/client/react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../design/icon.tsx';
import { SetLocaleDocument, SignOutDocument } from '../generated/operations.ts';
import { LanguageSelect } from '../session/language-select.tsx';
import type { Locale } from '../session/locale.ts';
import { setMasked, useMasked } from '../session/masking.ts';
import { mayOpen } from '../session/permissions.ts';
import { ThemeToggle } from '../session/theme-toggle.tsx';
import { useViewer } from '../session/viewer-context.ts';

/** The foot of the navigation. */
export const MemberPanel = () => {
  const { t } = useTranslation();
  const viewer = useViewer();
  const masked = useMasked();
  const client = useApolloClient();

  const rememberLocale = async (locale: Locale) => {
    // The choice holds on this device even when the gateway cannot store it.
    await client.mutate({ mutation: SetLocaleDocument, variables: { locale } }).catch(() => undefined);
    await client.refetchObservableQueries();
  };
  const signOut = async () => {
    await client.mutate({ mutation: SignOutDocument }).catch(() => undefined);
    // A full load forgets everything that this page knew.
    window.location.assign('/sign-in');
  };

  return (
    <div className="member">
      <p className="member-name">
        <strong>{viewer.displayName}</strong>
        <span>{viewer.roles.map((role) => t(`role.${role}`)).join(' · ')}</span>
      </p>
      <div className="member-tools">
        <LanguageSelect onChanged={(locale) => void rememberLocale(locale)} />
        <ThemeToggle />
        {mayOpen(viewer, 'studies') && (
          <button
            type="button"
            className="button button-plain button-icon"
            aria-pressed={masked}
            aria-label={t('session.mask')}
            title={t('session.mask')}
            onClick={() => setMasked(!masked)}
          >
            <Icon name={masked ? 'eyeOff' : 'eye'} />
          </button>
        )}
        <button
          type="button"
          className="button button-plain button-icon"
          aria-label={t('session.signOut')}
          title={t('session.signOut')}
          onClick={() => void signOut()}
        >
          <Icon name="signOut" />
        </button>
      </div>
    </div>
  );
};
