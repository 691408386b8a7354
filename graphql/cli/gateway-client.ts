// The command's side of the GraphQL door: published operations by their hash, answers typed, failures as exit codes.
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { print } from 'graphql';
import type { Connection } from './config.ts';
import { CommandError, EXIT } from './exit-code.ts';
import { operationHashes } from './generated/operation-hashes.ts';
import type { Language, Say } from './messages/language.ts';

type GraphqlAnswer<Data> = {
  readonly data?: Data | null;
  readonly errors?: readonly {
    readonly message: string;
    readonly extensions?: { readonly code?: string; readonly traceId?: string };
  }[];
};

const REQUEST_TIMEOUT_MS = 30_000;

const operationNameOf = (document: TypedDocumentNode<unknown, never>): string => {
  for (const node of document.definitions) if (node.kind === 'OperationDefinition') return node.name?.value ?? '';
  return '';
};

/** Sends operations as the holder of an API key. */
export class GatewayClient {
  readonly connection: Connection;
  readonly #language: Language;
  readonly #say: Say;

  constructor(connection: Connection, language: Language, say: Say) {
    this.connection = connection;
    this.#language = language;
    this.#say = say;
  }

  /** Headers that say who calls, for the GraphQL and the DICOMweb door alike. */
  get headers(): Record<string, string> {
    return { authorization: `Bearer ${this.connection.apiKey}`, 'accept-language': this.#language };
  }

  /** Sends one operation; throws a {@link CommandError} for whatever keeps its answer from being used. */
  async send<Data, Variables>(document: TypedDocumentNode<Data, Variables>, variables: Variables): Promise<Data> {
    const name = operationNameOf(document as TypedDocumentNode<unknown, never>);
    const sha256Hash = operationHashes[name as keyof typeof operationHashes];
    const byHash = { operationName: name, variables, extensions: { persistedQuery: { version: 1, sha256Hash } } };
    const answer = await this.#post<Data>(byHash);
    // A server of another version knows other operations: an API key may send the text as well.
    const unknown = answer.errors?.[0]?.extensions?.code === 'PERSISTED_QUERY_NOT_FOUND';
    return this.#dataOf(
      unknown ? await this.#post<Data>({ operationName: name, variables, query: print(document) }) : answer,
    );
  }

  async #post<Data>(body: unknown): Promise<GraphqlAnswer<Data>> {
    const url = new URL('/graphql', this.connection.url);
    const response = await this.reach(url, {
      method: 'POST',
      headers: { ...this.headers, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    try {
      return JSON.parse(text) as GraphqlAnswer<Data>;
    } catch {
      throw new CommandError(EXIT.network, this.#say('serverFailed', { code: response.status, trace: '-' }));
    }
  }

  /** `fetch`, with an unreachable server as a {@link CommandError}. */
  async reach(url: URL, init: RequestInit): Promise<Response> {
    try {
      return await fetch(url, { signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS), ...init });
    } catch (error) {
      const { cause } = error as { cause?: { code?: string } };
      const reason = cause?.code ?? (error as Error).name;
      throw new CommandError(
        EXIT.network,
        this.#say('unreachable', { url: this.connection.url, reason }),
        'UNREACHABLE',
      );
    }
  }

  #dataOf<Data>({ data, errors }: GraphqlAnswer<Data>): Data {
    const error = errors?.[0];
    if (error === undefined && data !== null && data !== undefined) return data;
    const { code = 'INTERNAL', traceId: trace = '-' } = error?.extensions ?? {};
    if (code === 'UNAUTHENTICATED') throw new CommandError(EXIT.auth, this.#say('badApiKey'), code);
    if (code === 'FORBIDDEN') throw new CommandError(EXIT.auth, this.#say('forbidden'), code);
    if (code === 'BAD_USER_INPUT') throw new CommandError(EXIT.usage, error?.message ?? code, code);
    throw new CommandError(EXIT.network, this.#say('serverFailed', { code, trace }), code);
  }
}
