// The demo's cast: a hospital that buys reads, the imaging centre that brought it in, the models' vendor, the platform.
import { createHash, createHmac } from 'node:crypto';
import type { Id, TenantId } from '@hounsfield/kernel';
import { flatPrice } from '@hounsfield/rating';
import type { OrganisationKind, Role } from '@hounsfield/tenancy';

/** The same name is the same identifier on every run and in every install: a UUID of version 8 (RFC 9562). */
const idOf = (name: string): Id<string> => {
  const digits = createHash('sha256').update(`hounsfield demo ${name}`).digest('hex').split('');
  digits[12] = '8';
  digits[16] = 'a';
  const text = digits.join('');
  return [text.slice(0, 8), text.slice(8, 12), text.slice(12, 16), text.slice(16, 20), text.slice(20, 32)].join(
    '-',
  ) as Id<string>;
};

type DemoMember = {
  readonly email: string;
  readonly displayName: string;
  readonly roles: readonly Role[];
  /** What the sign-in is called in the list that newcomers get. */
  readonly title: string;
  readonly locale?: 'en' | 'zh-CN';
};

export type DemoOrganisation = {
  readonly id: TenantId;
  readonly kind: OrganisationKind;
  readonly name: string;
  readonly members: readonly DemoMember[];
};

const organisation = (
  kind: OrganisationKind,
  name: string,
  domain: string,
  members: readonly (Omit<DemoMember, 'email'> & { readonly account: string })[],
): DemoOrganisation => ({
  id: idOf(domain) as TenantId,
  kind,
  name,
  members: members.map(({ account, ...member }) => ({ ...member, email: `${account}@${domain}` })),
});

export const HOSPITAL = organisation('hospital', 'Riverside General Hospital', 'riverside.example', [
  { account: 'technologist', displayName: 'Tomas Okafor', title: 'Technologist', roles: ['TECHNOLOGIST'] },
  { account: 'radiologist', displayName: 'Dr. Ines Moreau', title: 'Radiologist', roles: ['RADIOLOGIST'] },
  {
    account: 'fangshe',
    displayName: '李静',
    title: 'Technologist (中文)',
    roles: ['TECHNOLOGIST', 'RADIOLOGIST'],
    locale: 'zh-CN',
  },
  { account: 'finance', displayName: 'Grace Lindqvist', title: 'Finance', roles: ['FINANCE'] },
  { account: 'admin', displayName: 'Samuel Adeyemi', title: 'Administrator', roles: ['ADMIN'] },
]);

export const PARTNER = organisation('imaging_centre', 'Northgate Imaging Centre', 'northgate.example', [
  { account: 'finance', displayName: 'Mei Tanaka', title: 'Partner finance', roles: ['FINANCE'] },
  { account: 'admin', displayName: 'Peter Novak', title: 'Partner administrator', roles: ['ADMIN'] },
]);

export const VENDOR = organisation('vendor', 'Clearfield Models', 'clearfield.example', [
  { account: 'finance', displayName: 'Amara Diallo', title: 'Vendor finance', roles: ['FINANCE'] },
]);

export const PLATFORM = organisation('platform', 'Hounsfield', 'hounsfield.example', [
  { account: 'operator', displayName: 'Jonas Weber', title: 'Platform operator', roles: ['OPERATOR'] },
  { account: 'finance', displayName: 'Lucia Romano', title: 'Platform finance', roles: ['FINANCE', 'ADMIN'] },
]);

export const ORGANISATIONS: readonly DemoOrganisation[] = [HOSPITAL, PARTNER, VENDOR, PLATFORM];

export const CURRENCY = 'USD';

/** What the hospital pays for one read in minor units, by product; products that the catalogue gains later cost the default. */
const PRICES: Readonly<Record<string, readonly [stat: bigint, routine: bigint, offPeak: bigint]>> = {
  'quantitative-ct': [29_99n, 19_99n, 14_99n],
  'cxr-pneumonia': [8_49n, 4_99n, 3_49n],
};
const DEFAULT_PRICE = [24_99n, 14_99n, 9_99n] as const;

/** Flat price terms of a product. */
export const termsOf = (slug: string) => {
  const [stat, routine, offPeak] = PRICES[slug] ?? DEFAULT_PRICE;
  return flatPrice({ STAT: stat, ROUTINE: routine, OFF_PEAK: offPeak });
};

/** 60 % to the maker of the model, 25 % to the platform, 15 % to the partner. */
export const SHARES = [
  { partyId: PLATFORM.id, role: 'platform', basisPoints: 2_500 },
  { partyId: PARTNER.id, role: 'partner', basisPoints: 1_500 },
  { partyId: VENDOR.id, role: 'vendor', basisPoints: 6_000 },
] as const;

/** A member's password in the install of this master key: 20 characters of base32, about 100 bits. */
export const demoPassword = (masterKey: string, email: string): string => {
  const bytes = createHmac('sha256', Buffer.from(masterKey, 'hex')).update(`demo password of ${email}`).digest();
  const alphabet = 'abcdefghijkmnpqrstuvwxyz23456789';
  const letters = Array.from(bytes.subarray(0, 20), (byte) => alphabet[byte & 31]).join('');
  return (letters.match(/.{5}/g) ?? []).join('-');
};
