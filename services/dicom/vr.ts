// Value representations (DICOM PS3.5 section 6.2): their length field, byte order unit, padding and length limits.

/** The two-letter value representations of PS3.5. */
export type Vr =
  | 'AE'
  | 'AS'
  | 'AT'
  | 'CS'
  | 'DA'
  | 'DS'
  | 'DT'
  | 'FD'
  | 'FL'
  | 'IS'
  | 'LO'
  | 'LT'
  | 'OB'
  | 'OD'
  | 'OF'
  | 'OL'
  | 'OV'
  | 'OW'
  | 'PN'
  | 'SH'
  | 'SL'
  | 'SQ'
  | 'SS'
  | 'ST'
  | 'SV'
  | 'TM'
  | 'UC'
  | 'UI'
  | 'UL'
  | 'UN'
  | 'UR'
  | 'US'
  | 'UT'
  | 'UV';

/** What a value representation means for the bytes that carry it. */
export type VrTraits = {
  /** Bytes per number, 1 for text and octets: the unit that a change of byte order swaps. */
  readonly unit: 1 | 2 | 4 | 8;
  /** The explicit header has two reserved bytes and a 32-bit length. */
  readonly longHeader: boolean;
  /** How the bytes are to be read. */
  readonly kind: 'text' | 'integer' | 'float' | 'octets' | 'sequence';
  /** Text that follows Specific Character Set (0008,0005). */
  readonly localised: boolean;
  /** A backslash separates values. */
  readonly multiple: boolean;
  /** Longest single value in characters, for text with such a limit. */
  readonly maximum?: number;
};

const text = (maximum: number | undefined, options: Partial<VrTraits> = {}): VrTraits => ({
  unit: 1,
  longHeader: false,
  kind: 'text',
  localised: false,
  multiple: true,
  ...(maximum === undefined ? {} : { maximum }),
  ...options,
});
const number = (unit: 2 | 4 | 8, kind: 'integer' | 'float', longHeader = false): VrTraits => ({
  unit,
  longHeader,
  kind,
  localised: false,
  multiple: true,
});
const octets = (unit: 1 | 2 | 4 | 8): VrTraits => ({
  unit,
  longHeader: true,
  kind: 'octets',
  localised: false,
  multiple: false,
});

/** Traits of every value representation. */
export const VR_TRAITS: Readonly<Record<Vr, VrTraits>> = {
  AE: text(16),
  AS: text(4),
  AT: number(2, 'integer'),
  CS: text(16),
  DA: text(8),
  DS: text(16),
  DT: text(26),
  FD: number(8, 'float'),
  FL: number(4, 'float'),
  IS: text(12),
  LO: text(64, { localised: true }),
  LT: text(10_240, { localised: true, multiple: false }),
  OB: octets(1),
  OD: octets(8),
  OF: octets(4),
  OL: octets(4),
  OV: octets(8),
  OW: octets(2),
  PN: text(194, { localised: true }),
  SH: text(16, { localised: true }),
  SL: number(4, 'integer'),
  SQ: { unit: 1, longHeader: true, kind: 'sequence', localised: false, multiple: false },
  SS: number(2, 'integer'),
  ST: text(1024, { localised: true, multiple: false }),
  SV: number(8, 'integer', true),
  TM: text(14),
  UC: text(undefined, { localised: true, longHeader: true }),
  UI: text(64),
  UL: number(4, 'integer'),
  UN: octets(1),
  UR: text(undefined, { longHeader: true, multiple: false }),
  US: number(2, 'integer'),
  UT: text(undefined, { localised: true, longHeader: true, multiple: false }),
  UV: number(8, 'integer', true),
};

/** Tells whether two letters name a value representation. */
export const isVr = (letters: string): letters is Vr => Object.hasOwn(VR_TRAITS, letters);
