// Studies: uploads, taking files in, completion, and what their owners read of them.
export {
  type CompletedStudy,
  completeQuietStudies,
  completeStudy,
  QUIET_MS,
  type StudyCompleted,
} from './complete-study.ts';
export {
  actorOf,
  type Caller,
  mayOpenStudies,
  maySendStudies,
  type ReceiveDeps,
  type StudiesDeps,
  type StudyAuditEntry,
  type TenantKeys,
} from './deps.ts';
export {
  type FileSource,
  type InstanceParser,
  type InstanceParserOptions,
  startInstanceParser,
} from './parsing/instance-parser.ts';
export type { RefusedFile, SopReference } from './parsing/parse-instance.ts';
export { ParserGoneError } from './parsing/parser-process.ts';
export {
  type LocatedInstance,
  locateInstance,
  locateInstances,
  type OwnUids,
} from './reading/locate.read-model.ts';
export { restoredFile, restoreInstance, storedInstance } from './reading/restore-instance.ts';
export {
  instancesOfRevision,
  orderOfUpload,
  type RevisionInstance,
  type StudyStanding,
  studyStanding,
} from './reading/revision.read-model.ts';
export {
  type FoundInstance,
  type FoundSeries,
  type FoundStudies,
  type FoundStudy,
  type InstanceFilter,
  type SeriesFilter,
  searchInstances,
  searchSeries,
  searchStudies,
} from './reading/search.read-model.ts';
export {
  instancesOfSeries,
  seriesOfStudies,
  studiesById,
  studiesPage,
  studyById,
} from './reading/studies.read-model.ts';
export { type Instance, type Page, type Series, type Study, studyCursor } from './reading/study.ts';
export { isDateRange, type StudyFilter } from './reading/study-filter.ts';
export { type ReceivedInstance, type ReceiveRefusal, receiveInstance } from './receiving/receive-instance.ts';
export { receiveUploadedFiles } from './receiving/receive-uploaded-files.ts';
export {
  type DerivedInstance,
  recordDerivedInstance,
  type StoredDerived,
} from './receiving/record-derived-instance.ts';
export type { InstanceHeader, SeriesHeader, StudyHeader } from './sealed-header.ts';
export type { InstanceId, StudiesTables, StudyStatus, UploadStatus } from './studies.tables.ts';
export { closeUpload } from './uploads/close-upload.ts';
export { type FileToSend, openUpload, type UploadToOpen } from './uploads/open-upload.ts';
export { refreshUpload, uploadById } from './uploads/upload.read-model.ts';
export {
  type FileOutcome,
  PART_BYTES,
  type Upload,
  type UploadFile,
  type UploadPart,
} from './uploads/upload.ts';
export type { UploadOrder } from './uploads/upload-order.ts';
