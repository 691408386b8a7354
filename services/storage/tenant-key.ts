// Object keys: `t/<tenant>/<kind>/<name>`, always four levels, so no key is ever another key's folder and none crosses tenants.
import { isId, type TenantId } from '@hounsfield/kernel';

declare const brand: unique symbol;

/** A key of the object store that names its tenant. */
export type ObjectKey = string & { readonly [brand]: 'ObjectKey' };

const KIND = /^[a-z][a-z-]{0,31}$/;
// No upper case and no leading dot: the local gateway keeps keys as paths, some file systems fold case, and `.sgwtmp` is its own.
const NAME = /^[a-z0-9](?:[a-z0-9_-]|\.(?!\.)){0,126}[a-z0-9]$|^[a-z0-9]$/;

const odd = (what: string): never => {
  throw new RangeError(`refused an object key with an odd ${what}`);
};

/**
 * The key of one object of a tenant, e.g. `tenantKey(tenant, 'instance', instanceId)`.
 * Throws RangeError on an odd name: names are ours (ids, digests, counters), never taken from a file or a tag.
 */
export const tenantKey = (tenant: TenantId, kind: string, name: string): ObjectKey => {
  if (!isId(tenant)) odd('tenant');
  if (!KIND.test(kind)) odd('kind');
  if (!NAME.test(name)) odd('name');
  return `t/${tenant}/${kind}/${name}` as ObjectKey;
};

/** Reads a stored key back as this tenant's; throws RangeError where it is another tenant's or no key of ours. */
export const parseTenantKey = (tenant: TenantId, text: string): ObjectKey => {
  const [root, owner, kind, name, ...rest] = text.split('/');
  if (root !== 't' || owner !== tenant || rest.length > 0) odd('tenant');
  return tenantKey(tenant, kind ?? '', name ?? '');
};

/** Everything of one kind that a tenant keeps: a prefix for listing. */
export const tenantPrefix = (tenant: TenantId, kind: string): string => tenantKey(tenant, kind, 'x').slice(0, -1);
