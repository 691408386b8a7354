-- The marketplace's catalogue: readable by everybody (the one documented exception to tenancy); a vendor writes its own rows.
create schema catalogue;
grant usage on schema catalogue to hounsfield_app, hounsfield_worker;

-- A product: a name that the market knows for good, and the version that is on offer now.
create table catalogue.product (
  vendor_tenant_id uuid not null,
  slug text not null,
  current_version text not null,
  registered_at timestamptz not null,
  primary key (slug),
  constraint product_of_vendor unique (vendor_tenant_id, slug),
  constraint product_slug_form check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' and length(slug) <= 64)
);

-- One immutable version: the words it is labelled with and the model that runs it. Never updated, never deleted.
create table catalogue.product_version (
  vendor_tenant_id uuid not null,
  slug text not null,
  version text not null,
  name jsonb not null,
  summary jsonb not null,
  intended_use jsonb not null,
  limits jsonb not null,
  calibration_note jsonb,
  modality text not null,
  model_slug text not null,
  model_sha256 text not null,
  content_sha256 text not null,
  registered_at timestamptz not null,
  primary key (slug, version),
  constraint version_of_vendors_product foreign key (vendor_tenant_id, slug) references catalogue.product (vendor_tenant_id, slug),
  constraint version_form check (version ~ '^\d+\.\d+\.\d+$' and length(version) <= 32),
  constraint version_hashes check (model_sha256 ~ '^[0-9a-f]{64}$' and content_sha256 ~ '^[0-9a-f]{64}$'),
  constraint version_is_bilingual check (
    name ?& array['en', 'zh-CN'] and summary ?& array['en', 'zh-CN'] and intended_use ?& array['en', 'zh-CN']
    and jsonb_array_length(limits) > 0)
);
alter table catalogue.product
  add constraint product_offers_a_version foreign key (slug, current_version)
  references catalogue.product_version (slug, version) deferrable initially deferred;

create function catalogue.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'a product version is immutable' using errcode = 'integrity_constraint_violation';
end $$;
create trigger immutable before update or delete on catalogue.product_version
  for each row execute function catalogue.refuse_change();

alter table catalogue.product enable row level security;
alter table catalogue.product force row level security;
alter table catalogue.product_version enable row level security;
alter table catalogue.product_version force row level security;

create policy everyone_reads on catalogue.product for select to hounsfield_app, hounsfield_worker using (true);
create policy vendor_registers on catalogue.product for insert to hounsfield_app with check (vendor_tenant_id = scope.tenant());
create policy vendor_offers on catalogue.product for update to hounsfield_app
  using (vendor_tenant_id = scope.tenant()) with check (vendor_tenant_id = scope.tenant());
create policy everyone_reads on catalogue.product_version for select to hounsfield_app, hounsfield_worker using (true);
create policy vendor_registers on catalogue.product_version for insert to hounsfield_app with check (vendor_tenant_id = scope.tenant());

grant select on catalogue.product, catalogue.product_version to hounsfield_app, hounsfield_worker;
grant insert on catalogue.product, catalogue.product_version to hounsfield_app;
grant update (current_version) on catalogue.product to hounsfield_app;
