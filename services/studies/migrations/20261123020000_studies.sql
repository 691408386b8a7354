-- Uploads, studies, series and instances. What could name a patient is sealed (bytea) or in the object store, sealed;
-- UIDs are the tenant's keyed pseudonyms, which are also the blind index by which an original UID is found.
create schema studies;
grant usage on schema studies to hounsfield_app, hounsfield_worker;

create table studies.upload (
  tenant_id uuid not null,
  id uuid not null,
  status text not null check (status in ('OPEN', 'RECEIVING', 'RECEIVED')),
  -- `member:<id>` or `api-key:<id>`.
  opened_by text not null,
  -- What is ordered with it, or null: {"productSlug", "lane", "priceVersion"}.
  ordered jsonb,
  opened_at timestamptz not null,
  closed_at timestamptz,
  received_at timestamptz,
  primary key (tenant_id, id)
);

create table studies.study (
  tenant_id uuid not null,
  id uuid not null,
  study_uid text not null,
  status text not null check (status in ('RECEIVING', 'COMPLETE')),
  revision int not null check (revision >= 1),
  -- Keyed digest of the patient's ID (of the name where there is no ID); the first that a file brought.
  patient_key bytea,
  -- A file of another patient came under the same Study Instance UID: nothing is diagnosed by itself.
  patient_mismatch boolean not null default false,
  modalities text[] not null default '{}',
  -- Instances that were sent; results of ours are not counted.
  instance_count int not null default 0,
  sealed_header bytea not null,
  received_at timestamptz not null,
  last_instance_at timestamptz not null,
  completed_at timestamptz,
  primary key (tenant_id, id),
  constraint study_uid_once unique (tenant_id, study_uid)
);
create index study_newest on studies.study (tenant_id, received_at desc, id desc);
create index study_by_patient on studies.study (tenant_id, patient_key);
create index study_quiet on studies.study (last_instance_at) where status = 'RECEIVING';

create table studies.series (
  tenant_id uuid not null,
  id uuid not null,
  study_id uuid not null,
  series_uid text not null,
  modality text,
  number int,
  sealed_header bytea not null,
  primary key (tenant_id, id),
  constraint series_uid_once unique (tenant_id, study_id, series_uid),
  foreign key (tenant_id, study_id) references studies.study (tenant_id, id)
);

create table studies.instance (
  tenant_id uuid not null,
  id uuid not null,
  study_id uuid not null,
  series_id uuid not null,
  sop_instance_uid text not null,
  sop_class_uid text not null,
  transfer_syntax_uid text not null,
  number int,
  rows int,
  columns int,
  frames int not null check (frames >= 0),
  bits_stored int,
  photometric_interpretation text,
  -- `possible`: the pixels may show who the patient is.
  pixel_risk text not null check (pixel_risk in ('none', 'possible')),
  object_key text not null,
  sha256 bytea not null check (length(sha256) = 32),
  size_bytes bigint not null check (size_bytes > 0),
  -- Where the sealed identity lies; null for a result of ours, which has none.
  sealed_key text,
  sealed_header bytea not null,
  -- Digest of the bytes as they were sent: the same again is no news, others under the same UID are a conflict.
  original_sha256 bytea not null check (length(original_sha256) = 32),
  first_revision int not null check (first_revision >= 1),
  -- The diagnosis that made it; null for what was sent.
  diagnosis_id uuid,
  received_at timestamptz not null,
  primary key (tenant_id, id),
  constraint sop_instance_uid_once unique (tenant_id, sop_instance_uid),
  foreign key (tenant_id, study_id) references studies.study (tenant_id, id),
  foreign key (tenant_id, series_id) references studies.series (tenant_id, id),
  check ((sealed_key is null) = (diagnosis_id is not null))
);
create index instance_by_study on studies.instance (tenant_id, study_id, series_id);
create index instance_by_series on studies.instance (tenant_id, series_id);
create index instance_by_diagnosis on studies.instance (tenant_id, diagnosis_id) where diagnosis_id is not null;

-- Files that claimed the UID of another instance with other bytes: the first stays, these wait for somebody to look.
create table studies.quarantined_instance (
  tenant_id uuid not null,
  id uuid not null,
  sop_instance_uid text not null,
  original_sha256 bytea not null check (length(original_sha256) = 32),
  object_key text not null,
  sealed_key text not null,
  received_at timestamptz not null,
  primary key (tenant_id, id),
  constraint quarantined_once unique (tenant_id, sop_instance_uid, original_sha256)
);

create table studies.upload_file (
  tenant_id uuid not null,
  upload_id uuid not null,
  number int not null check (number >= 1),
  -- The client's own name for the file: it may name a patient.
  sealed_ref bytea not null,
  size_bytes bigint not null check (size_bytes > 0),
  -- One SHA-256 after another, 32 bytes a part.
  part_sha256 bytea not null check (length(part_sha256) > 0 and length(part_sha256) % 32 = 0),
  object_key text not null,
  multipart_id text not null,
  state text not null check (state in ('SENDING', 'ASSEMBLED', 'STORED', 'REFUSED')),
  code text,
  message text,
  study_id uuid,
  instance_id uuid,
  primary key (tenant_id, upload_id, number),
  foreign key (tenant_id, upload_id) references studies.upload (tenant_id, id),
  foreign key (tenant_id, study_id) references studies.study (tenant_id, id),
  foreign key (tenant_id, instance_id) references studies.instance (tenant_id, id),
  check ((state = 'REFUSED') = (code is not null)),
  check ((state = 'STORED') = (instance_id is not null))
);
create index upload_file_by_study on studies.upload_file (tenant_id, study_id) where study_id is not null;

do $$
declare name text;
begin
  foreach name in array array['upload', 'upload_file', 'study', 'series', 'instance', 'quarantined_instance'] loop
    execute format('alter table studies.%I enable row level security', name);
    execute format('alter table studies.%I force row level security', name);
    execute format('create policy own on studies.%I for all to hounsfield_app using (tenant_id = scope.tenant()) '
      'with check (tenant_id = scope.tenant())', name);
    execute format('create policy worker on studies.%I for all to hounsfield_worker using (true) with check (true)', name);
    execute format('grant select, insert on studies.%I to hounsfield_app, hounsfield_worker', name);
  end loop;
end $$;
grant update (status, closed_at, received_at) on studies.upload to hounsfield_app, hounsfield_worker;
grant update (multipart_id, state, code, message, study_id, instance_id) on studies.upload_file to hounsfield_app, hounsfield_worker;
grant update (status, revision, patient_key, patient_mismatch, modalities, instance_count, last_instance_at, completed_at)
  on studies.study to hounsfield_app, hounsfield_worker;
