// The contract of `receiveUpload`: takes a closed upload's files through the door and completes its studies.
import type { TenantId, UploadId } from '@hounsfield/kernel';

export const RECEIVE_UPLOAD = 'receiveUpload';

export const receiveUploadWorkflowId = (uploadId: UploadId): string => `receive:${uploadId}`;

export type ReceiveUploadInput = { readonly tenantId: TenantId; readonly uploadId: UploadId };
