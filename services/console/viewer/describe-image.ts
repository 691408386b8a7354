// How to read an image's pixels, taken from DICOM JSON metadata (PS3.18 annex F); only image tags are looked at. Pure.

export type ImageDescription = {
  readonly rows: number;
  readonly columns: number;
  readonly bitsAllocated: number;
  readonly bitsStored: number;
  readonly highBit: number;
  readonly signed: boolean;
  readonly photometric: string;
  readonly modality: string;
  /** Modality LUT (PS3.3 C.11.1.1.2): value = stored * slope + intercept. */
  readonly slope: number;
  readonly intercept: number;
  /** The sender's own windows, first one first. */
  readonly windows: readonly { readonly center: number; readonly width: number }[];
  /** Millimetres between rows and between columns, where known. */
  readonly spacing?: readonly [number, number];
  readonly sliceLocation?: number;
};

type JsonDataset = Readonly<Record<string, { readonly Value?: readonly unknown[] } | undefined>>;

const TAG = {
  modality: '00080060',
  imagerSpacing: '00181164',
  sliceLocation: '00201041',
  photometric: '00280004',
  rows: '00280010',
  columns: '00280011',
  pixelSpacing: '00280030',
  bitsAllocated: '00280100',
  bitsStored: '00280101',
  highBit: '00280102',
  pixelRepresentation: '00280103',
  windowCenter: '00281050',
  windowWidth: '00281051',
  intercept: '00281052',
  slope: '00281053',
} as const;

const numbers = (dataset: JsonDataset, tag: string): number[] =>
  (dataset[tag]?.Value ?? []).map(Number).filter((value) => Number.isFinite(value));

const text = (dataset: JsonDataset, tag: string): string => {
  const value = dataset[tag]?.Value?.[0];
  return typeof value === 'string' ? value : '';
};

/** Reads the first dataset of a metadata answer; absent attributes get the values that DICOM defaults to. */
export const describeImage = (answer: unknown): ImageDescription => {
  const dataset = (Array.isArray(answer) ? answer[0] : answer) as JsonDataset | undefined;
  if (dataset === undefined || dataset === null) throw new TypeError('empty metadata');
  const first = (tag: string, otherwise: number): number => numbers(dataset, tag)[0] ?? otherwise;
  const centers = numbers(dataset, TAG.windowCenter);
  const widths = numbers(dataset, TAG.windowWidth);
  const pixel = numbers(dataset, TAG.pixelSpacing);
  const [rowSpacing, columnSpacing] = pixel.length === 2 ? pixel : numbers(dataset, TAG.imagerSpacing);
  const [location] = numbers(dataset, TAG.sliceLocation);
  const bitsAllocated = first(TAG.bitsAllocated, 16);
  const bitsStored = first(TAG.bitsStored, bitsAllocated);
  return {
    rows: first(TAG.rows, 0),
    columns: first(TAG.columns, 0),
    bitsAllocated,
    bitsStored,
    highBit: first(TAG.highBit, bitsStored - 1),
    signed: first(TAG.pixelRepresentation, 0) === 1,
    photometric: text(dataset, TAG.photometric) || 'MONOCHROME2',
    modality: text(dataset, TAG.modality),
    slope: first(TAG.slope, 1) || 1,
    intercept: first(TAG.intercept, 0),
    windows: centers.flatMap((center, at) => {
      const width = widths[at];
      return width !== undefined && width >= 1 ? [{ center, width }] : [];
    }),
    ...(rowSpacing !== undefined && columnSpacing !== undefined
      ? { spacing: [rowSpacing, columnSpacing] as const }
      : {}),
    ...(location === undefined ? {} : { sliceLocation: location }),
  };
};
