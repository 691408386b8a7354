// Who sees which page: navigation and guards by role and kind of organisation (the gateway enforces; this only guides).
import type { OrganisationKind, Role, ViewerFieldsFragment } from '../generated/operations.ts';

export type PageName = 'studies' | 'upload' | 'products' | 'usage' | 'revenue' | 'apiKeys';

type Rule = { readonly roles: readonly Role[]; readonly kinds: readonly OrganisationKind[] };

const CARE: readonly OrganisationKind[] = ['IMAGING_CENTRE', 'HOSPITAL'];
const EVERYONE: readonly OrganisationKind[] = ['IMAGING_CENTRE', 'HOSPITAL', 'VENDOR', 'PLATFORM'];

/** The rule of each page. */
export const PAGE_RULES: Readonly<Record<PageName, Rule>> = {
  studies: { roles: ['ADMIN', 'TECHNOLOGIST', 'RADIOLOGIST'], kinds: CARE },
  upload: { roles: ['ADMIN', 'TECHNOLOGIST'], kinds: CARE },
  products: { roles: ['ADMIN', 'TECHNOLOGIST', 'RADIOLOGIST', 'FINANCE', 'OPERATOR'], kinds: EVERYONE },
  usage: { roles: ['ADMIN', 'FINANCE'], kinds: CARE },
  revenue: { roles: ['ADMIN', 'FINANCE', 'OPERATOR'], kinds: ['IMAGING_CENTRE', 'VENDOR', 'PLATFORM'] },
  apiKeys: { roles: ['ADMIN'], kinds: EVERYONE },
};

type Who = Pick<ViewerFieldsFragment, 'roles'> & { readonly organisation: { readonly kind: OrganisationKind } };

/** Whether a caller has a page. */
export const mayOpen = (viewer: Who, page: PageName): boolean => {
  const rule = PAGE_RULES[page];
  return rule.kinds.includes(viewer.organisation.kind) && rule.roles.some((role) => viewer.roles.includes(role));
};

const HOME_ORDER: readonly PageName[] = ['studies', 'revenue', 'usage', 'products', 'apiKeys'];

/** The page a caller starts on. */
export const homePage = (viewer: Who): PageName | undefined => HOME_ORDER.find((page) => mayOpen(viewer, page));

export const PAGE_PATH: Readonly<Record<PageName, string>> = {
  studies: '/studies',
  upload: '/upload',
  products: '/products',
  usage: '/usage',
  revenue: '/revenue',
  apiKeys: '/api-keys',
};
