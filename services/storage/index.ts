// The object store: whole objects, presigned parts, tenant keys. S3 API everywhere.
export type { MultipartId, StoredPart } from './multiparts.ts';
export { createObjectStore, type ObjectStore } from './object-store.ts';
export type { ObjectInfo } from './objects.ts';
export type { PartToSign, PresignedPart } from './part-signer.ts';
export { ObjectCorruptError, ObjectMissingError } from './s3-error.ts';
export type { ObjectStoreConfig } from './store-config.ts';
export { sweepMultiparts } from './sweep-multiparts.ts';
export { type ObjectKey, parseTenantKey, tenantKey, tenantPrefix } from './tenant-key.ts';
export { findVersitygw, startTestObjectStore, type TestObjectStore } from './test-environment.ts';
