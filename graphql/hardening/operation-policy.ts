// Which operations may be sent: everybody the published ones (by hash or by their very text), API keys any that fit the limits.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type DocumentNode, parse } from 'graphql';
import { operationNotAllowed } from '../errors/faults.ts';
import { LIMITS } from './limits.ts';
import { normalisedText, operationHash } from './normalise-operation.ts';

/** Who may send operations that were not published: API keys, or anyone (development). */
export type AdHocPolicy = 'api-key' | 'anyone';

/** The allow-list: canonical texts by their SHA-256, written by codegen. */
export type PublishedOperations = Readonly<Record<string, string>>;

const ALLOW_LISTS = ['cli-operations.json', 'console-operations.json'] as const;

/** Reads the allow-lists that codegen wrote: what our own command line and console send. */
export const readPublishedOperations = async (): Promise<PublishedOperations> => {
  const folder = join(import.meta.dirname, '../generated');
  const lists = await Promise.all(ALLOW_LISTS.map((name) => readFile(join(folder, name), 'utf8')));
  return Object.assign({}, ...lists.map((text) => JSON.parse(text) as PublishedOperations));
};

type Sender = { readonly principal: { readonly apiKeyId?: string | undefined } | undefined };

/** Answers for operations whether they may run. */
export class OperationPolicy {
  readonly #published: ReadonlyMap<string, string>;
  readonly #adHoc: AdHocPolicy;

  constructor(published: PublishedOperations, adHoc: AdHocPolicy) {
    this.#published = new Map(Object.entries(published));
    this.#adHoc = adHoc;
  }

  /** The text of a published operation. */
  textOf(hash: string): string | undefined {
    return this.#published.get(hash);
  }

  #maySendAny({ principal }: Sender): boolean {
    return this.#adHoc === 'anyone' || principal?.apiKeyId !== undefined;
  }

  /** Throws OPERATION_NOT_ALLOWED where this caller may not send this document. */
  assertAllowed(document: DocumentNode, sender: Sender): void {
    if (this.#maySendAny(sender)) return;
    if (!this.#published.has(operationHash(normalisedText(document)))) throw operationNotAllowed();
  }

  /**
   * {@link assertAllowed} for a text, before anything else is said about it: whoever may not send it learns nothing of the
   * schema from validation. What is no GraphQL at all is left to the server's own parser.
   */
  assertTextAllowed(text: unknown, sender: Sender): void {
    if (this.#maySendAny(sender) || typeof text !== 'string') return;
    if (this.#published.has(operationHash(text))) return;
    let document: DocumentNode;
    try {
      document = parse(text, { maxTokens: LIMITS.tokens });
    } catch {
      return;
    }
    this.assertAllowed(document, sender);
  }
}
