// The GraphQL client: HTTP for questions, one WebSocket for live answers, the session cookie on both, one cache.
import { ApolloClient, ApolloLink, HttpLink, InMemoryCache } from '@apollo/client';
import { SetContextLink } from '@apollo/client/link/context';
import { ErrorLink } from '@apollo/client/link/error';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { relayStylePagination } from '@apollo/client/utilities';
import { createClient, type Client as SocketClient } from 'graphql-ws';
import { ViewerDocument } from '../generated/operations.ts';
import { describeFault } from './fault.ts';

type Connection = { readonly client: ApolloClient; readonly socket: SocketClient };

// The unions of the SDL that operations here select from: what a mutation answers, or why it refuses.
const RESULT_UNIONS = {
  CancelDiagnosisResult: ['Diagnosis', 'Refused'],
  CompleteStudyResult: ['Study', 'Refused'],
  CompleteStudyUploadResult: ['StudyUpload', 'Refused'],
  CreateApiKeyResult: ['ApiKeyCreated', 'Refused'],
  OpenStudyUploadResult: ['StudyUpload', 'Refused'],
  RequestDiagnosisResult: ['Diagnosis', 'Refused'],
  RevokeApiKeyResult: ['ApiKey', 'Refused'],
  SignInResult: ['Viewer', 'Refused'],
};

/** Connects to the gateway on our own origin; `locale` is asked anew for every request. */
export const connectGateway = (locale: () => string): Connection => {
  const socketUrl = new URL('/graphql', window.location.href);
  socketUrl.protocol = socketUrl.protocol === 'https:' ? 'wss:' : 'ws:';
  const socket = createClient({
    url: socketUrl.href,
    lazy: true,
    lazyCloseTimeout: 5_000,
    retryAttempts: Number.POSITIVE_INFINITY,
    shouldRetry: () => true,
    connectionParams: () => ({ locale: locale() }),
  });
  const language = new SetContextLink((context) => ({
    headers: { ...context.headers, 'accept-language': locale() },
  }));
  const http = new HttpLink({ uri: '/graphql', credentials: 'same-origin' });
  const cache = new InMemoryCache({
    possibleTypes: RESULT_UNIONS,
    typePolicies: {
      Query: {
        fields: {
          studies: relayStylePagination(),
          charges: relayStylePagination(['month']),
          revenueReads: relayStylePagination(['month']),
        },
      },
    },
  });
  // A session that ended elsewhere: forget who was here, the shell then asks for a new sign-in.
  const sessionEnd = new ErrorLink(({ error }) => {
    if (describeFault(error).kind === 'signedOut') cache.writeQuery({ query: ViewerDocument, data: { viewer: null } });
  });
  const link = ApolloLink.split(
    ({ operationType }) => operationType === 'subscription',
    new GraphQLWsLink(socket),
    ApolloLink.from([sessionEnd, language, http]),
  );
  return { client: new ApolloClient({ cache, link, devtools: { enabled: false } }), socket };
};
