// A diagnosis kept live: its subscription writes every change into the cache that all pages read.
import { useSubscription } from '@apollo/client/react';
import { DiagnosisUpdatedDocument } from '../generated/operations.ts';

/** Follows one diagnosis while `active`. */
export const useLiveDiagnosis = (id: string, active: boolean): void => {
  useSubscription(DiagnosisUpdatedDocument, { variables: { id }, skip: !active, ignoreResults: true });
};
