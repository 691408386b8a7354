// Result unions: a refusal, or the one other type of the union.
import { isRefusal } from '@hounsfield/kernel';

const SUCCESS = {
  CancelDiagnosisResult: 'Diagnosis',
  CompleteStudyResult: 'Study',
  CompleteStudyUploadResult: 'StudyUpload',
  CreateApiKeyResult: 'ApiKeyCreated',
  OpenStudyUploadResult: 'StudyUpload',
  RequestDiagnosisResult: 'Diagnosis',
  RevokeApiKeyResult: 'ApiKey',
  SignInResult: 'Viewer',
} as const;

/** `__resolveType` of every result union. */
export const unionResolvers = Object.fromEntries(
  Object.entries(SUCCESS).map(([union, success]) => [
    union,
    { __resolveType: (value: unknown) => (isRefusal(value) ? 'Refused' : success) },
  ]),
);
