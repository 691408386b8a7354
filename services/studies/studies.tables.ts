// The tables of the schema `studies`, as this room alone sees them.
import type { DiagnosisId, StudyId, TenantId, UploadId } from '@hounsfield/kernel';
import type { Generated, JSONColumnType } from 'kysely';
import type { UploadOrder } from './uploads/upload-order.ts';

export type InstanceId = string;
export type UploadStatus = 'OPEN' | 'RECEIVING' | 'RECEIVED';
export type UploadFileState = 'SENDING' | 'ASSEMBLED' | 'STORED' | 'REFUSED';
export type StudyStatus = 'RECEIVING' | 'COMPLETE';

export type StudiesTables = {
  'studies.upload': {
    tenant_id: TenantId;
    id: UploadId;
    status: UploadStatus;
    opened_by: string;
    ordered: JSONColumnType<UploadOrder> | null;
    opened_at: Date;
    closed_at: Generated<Date | null>;
    received_at: Generated<Date | null>;
  };
  'studies.upload_file': {
    tenant_id: TenantId;
    upload_id: UploadId;
    number: number;
    sealed_ref: Buffer;
    size_bytes: bigint;
    part_sha256: Buffer;
    object_key: string;
    multipart_id: string;
    state: UploadFileState;
    code: Generated<string | null>;
    message: Generated<string | null>;
    study_id: Generated<StudyId | null>;
    instance_id: Generated<InstanceId | null>;
  };
  'studies.study': {
    tenant_id: TenantId;
    id: StudyId;
    study_uid: string;
    status: StudyStatus;
    revision: number;
    patient_key: Buffer | null;
    patient_mismatch: Generated<boolean>;
    modalities: Generated<string[]>;
    instance_count: Generated<number>;
    sealed_header: Buffer;
    received_at: Date;
    last_instance_at: Date;
    completed_at: Generated<Date | null>;
  };
  'studies.series': {
    tenant_id: TenantId;
    id: string;
    study_id: StudyId;
    series_uid: string;
    modality: string | null;
    number: number | null;
    sealed_header: Buffer;
  };
  'studies.instance': {
    tenant_id: TenantId;
    id: InstanceId;
    study_id: StudyId;
    series_id: string;
    sop_instance_uid: string;
    sop_class_uid: string;
    transfer_syntax_uid: string;
    number: number | null;
    rows: number | null;
    columns: number | null;
    frames: number;
    bits_stored: number | null;
    photometric_interpretation: string | null;
    pixel_risk: 'none' | 'possible';
    object_key: string;
    sha256: Buffer;
    size_bytes: bigint;
    sealed_key: string | null;
    sealed_header: Buffer;
    original_sha256: Buffer;
    first_revision: number;
    diagnosis_id: DiagnosisId | null;
    received_at: Date;
  };
  'studies.quarantined_instance': {
    tenant_id: TenantId;
    id: InstanceId;
    sop_instance_uid: string;
    original_sha256: Buffer;
    object_key: string;
    sealed_key: string;
    received_at: Date;
  };
};
