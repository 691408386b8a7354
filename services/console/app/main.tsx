// Where the page starts: language, gateway connection, upload session, router.
import '../design/design.css';
import { ApolloProvider } from '@apollo/client/react';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { I18nextProvider } from 'react-i18next';
import { RouterProvider } from 'react-router/dom';
import { connectGateway } from '../session/graphql-client.ts';
import { rememberedLocale, startI18n } from '../session/locale.ts';
import { browserUploadSession } from '../upload/browser-upload-session.ts';
import { UploadContext } from '../upload/upload-context.ts';
import { createRouter } from './router.tsx';

const start = async (root: HTMLElement): Promise<void> => {
  const i18n = await startI18n(rememberedLocale());
  const { client } = connectGateway(() => i18n.language);
  const upload = browserUploadSession(client);
  createRoot(root).render(
    <StrictMode>
      <I18nextProvider i18n={i18n}>
        <ApolloProvider client={client}>
          <UploadContext value={upload}>
            <RouterProvider router={createRouter()} />
          </UploadContext>
        </ApolloProvider>
      </I18nextProvider>
    </StrictMode>,
  );
};

const root = document.getElementById('root');
if (root !== null) start(root).catch((error: unknown) => console.error(error));
