// The door: e-mail and password, with the Hounsfield scale as its only ornament.
import { useApolloClient, useQuery } from '@apollo/client/react';
import { type FormEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate, useSearchParams } from 'react-router';
import { Brand } from '../design/brand.tsx';
import { usePageTitle } from '../design/use-page-title.ts';
import { SignInDocument, ViewerDocument } from '../generated/operations.ts';
import { FaultPanel, RefusalPanel } from './fault-panel.tsx';
import { HounsfieldScale } from './hounsfield-scale.tsx';
import { LanguageSelect } from './language-select.tsx';
import { PasswordField } from './password-field.tsx';
import { safeNext } from './safe-next.ts';
import { ThemeToggle } from './theme-toggle.tsx';

type Answer = { readonly refusal: { readonly code: string; readonly message: string } } | { readonly error: unknown };

/** Signs a member in and leads on to where they wanted to go. */
export const SignInPage = () => {
  const { t } = useTranslation();
  usePageTitle(t('signIn.title'));
  const client = useApolloClient();
  const [search] = useSearchParams();
  const { data } = useQuery(ViewerDocument);
  const [answer, setAnswer] = useState<Answer>();
  const [missing, setMissing] = useState<readonly string[]>([]);
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    const email = String(fields.get('email') ?? '').trim();
    const password = String(fields.get('password') ?? '');
    const empty = [...(email === '' ? ['email'] : []), ...(password === '' ? ['password'] : [])];
    setMissing(empty);
    setAnswer(undefined);
    if (empty[0] !== undefined)
      return void form.current?.querySelector<HTMLInputElement>(`[name=${empty[0]}]`)?.focus();
    setBusy(true);
    try {
      const { data: result } = await client.mutate({
        mutation: SignInDocument,
        variables: { input: { email, password } },
      });
      // Everything that was asked before belongs to nobody: the cache starts anew, and the viewer is asked for again.
      if (result?.signIn.__typename === 'Viewer') await client.resetStore();
      if (result?.signIn.__typename === 'Refused') setAnswer({ refusal: result.signIn });
    } catch (error) {
      setAnswer({ error });
    } finally {
      setBusy(false);
    }
  };

  if (data?.viewer) return <Navigate to={safeNext(search.get('next'))} replace />;
  return (
    <div className="sign-in">
      <header className="sign-in-top">
        <LanguageSelect />
        <ThemeToggle />
      </header>
      <main className="sign-in-main">
        <section className="sign-in-form" aria-labelledby="sign-in-title">
          <Brand />
          <div className="stack-s">
            <h1 id="sign-in-title">{t('signIn.title')}</h1>
            <p className="muted">{t('signIn.lead')}</p>
          </div>
          {answer !== undefined &&
            ('refusal' in answer ? <RefusalPanel refusal={answer.refusal} /> : <FaultPanel error={answer.error} />)}
          <form ref={form} className="stack" noValidate onSubmit={(event) => void submit(event)}>
            <div className="field">
              <label htmlFor="email">{t('signIn.email')}</label>
              <input
                id="email"
                name="email"
                type="email"
                className="input"
                autoComplete="username"
                spellCheck={false}
                aria-invalid={missing.includes('email')}
                aria-describedby={missing.includes('email') ? 'email-error' : undefined}
              />
              {missing.includes('email') && (
                <p className="field-error" id="email-error">
                  {t('signIn.emailMissing')}
                </p>
              )}
            </div>
            <PasswordField missing={missing.includes('password')} />
            <button type="submit" className="button button-primary button-large" disabled={busy}>
              {busy ? t('signIn.busy') : t('signIn.submit')}
            </button>
          </form>
          <p className="small muted">{t('signIn.help')}</p>
        </section>
        <HounsfieldScale />
      </main>
    </div>
  );
};
