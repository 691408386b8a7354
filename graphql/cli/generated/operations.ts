// Generated from operations/*.graphql by `npm run codegen`.
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
export type OrganisationKind =
  | 'HOSPITAL'
  | 'IMAGING_CENTRE'
  | 'PLATFORM'
  | 'VENDOR';

export type Role =
  /** Manages members, API keys and contracts. */
  | 'ADMIN'
  /** Sees charges, usage and revenue. */
  | 'FINANCE'
  /** Platform staff: sees operations, never patients. */
  | 'OPERATOR'
  /** Opens studies and results. */
  | 'RADIOLOGIST'
  /** Uploads studies and orders diagnoses. */
  | 'TECHNOLOGIST';

export type WhoAmIQueryVariables = Exact<{ [key: string]: never; }>;


export type WhoAmIQuery = { readonly viewer: { readonly __typename: 'Viewer', readonly displayName: string, readonly email: string | null, readonly roles: ReadonlyArray<Role>, readonly locale: string, readonly organisation: { readonly __typename: 'Organisation', readonly id: string, readonly name: string, readonly kind: OrganisationKind } } | null };


export const WhoAmIDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"WhoAmI"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"viewer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"displayName"}},{"kind":"Field","name":{"kind":"Name","value":"email"}},{"kind":"Field","name":{"kind":"Name","value":"roles"}},{"kind":"Field","name":{"kind":"Name","value":"locale"}},{"kind":"Field","name":{"kind":"Name","value":"organisation"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"__typename"}}]}},{"kind":"Field","name":{"kind":"Name","value":"__typename"}}]}}]}}]} as unknown as DocumentNode<WhoAmIQuery, WhoAmIQueryVariables>;