// The three questions an upload asks the gateway, as plain functions: open, refresh, complete.
import type { ApolloClient } from '@apollo/client';
import {
  CompleteStudyUploadDocument,
  type Lane,
  OpenStudyUploadDocument,
  StudyUploadDocument,
  type UploadFieldsFragment,
} from '../generated/operations.ts';
import type { Refusal } from './upload-state.ts';

/** One part that is still to be sent, with its presigned address. */
export type PartTicket = UploadFieldsFragment['files'][number]['parts'][number];
export type UploadTicket = UploadFieldsFragment;
/** What is ordered together with an upload, at the price that was shown. */
export type UploadOrder = { readonly productId: string; readonly lane: Lane; readonly priceVersion: number };
export type FileDigest = {
  readonly clientRef: string;
  readonly sizeBytes: string;
  readonly partSha256: readonly string[];
};
export type DoorAnswer = { readonly ticket: UploadTicket } | { readonly refusal: Refusal };

export type UploadDoor = {
  open(files: readonly FileDigest[], order: UploadOrder | undefined): Promise<DoorAnswer>;
  /** Fresh addresses for what is missing; undefined when the gateway knows no such upload of ours. */
  refresh(uploadId: string): Promise<UploadTicket | undefined>;
  complete(uploadId: string): Promise<DoorAnswer>;
};

type Result = ({ readonly __typename: 'StudyUpload' } & UploadTicket) | ({ readonly __typename: 'Refused' } & Refusal);

const answer = (result: Result | undefined): DoorAnswer => {
  if (result === undefined) return { refusal: { code: 'NO_ANSWER', message: '' } };
  return result.__typename === 'StudyUpload' ? { ticket: result } : { refusal: result };
};

/** The door through GraphQL; nothing of it is cached, addresses expire. */
export const graphqlUploadDoor = (client: ApolloClient): UploadDoor => ({
  open: async (files, order) => {
    const input = { files, ...order };
    const { data } = await client.mutate({
      mutation: OpenStudyUploadDocument,
      variables: { input },
      fetchPolicy: 'no-cache',
    });
    return answer(data?.openStudyUpload);
  },
  refresh: async (uploadId) => {
    const { data } = await client.query({
      query: StudyUploadDocument,
      variables: { id: uploadId },
      fetchPolicy: 'no-cache',
    });
    return data?.studyUpload ?? undefined;
  },
  complete: async (uploadId) => {
    const { data } = await client.mutate({
      mutation: CompleteStudyUploadDocument,
      variables: { id: uploadId },
      fetchPolicy: 'no-cache',
    });
    return answer(data?.completeStudyUpload);
  },
});
