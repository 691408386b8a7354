// A CT volume in Hounsfield units, slices from feet to head, in one typed array.

/** Voxels row by row, slice by slice; `data[(slice * rows + row) * columns + column]` is whole Hounsfield units. */
export type CtVolume = {
  readonly data: Int16Array<ArrayBuffer>;
  readonly slices: number;
  readonly rows: number;
  readonly columns: number;
  /** Millimetres between voxel centres. */
  readonly spacing: { readonly slice: number; readonly row: number; readonly column: number };
  /** +1 when columns run towards the patient's left, -1 when towards the right. */
  readonly leftward: 1 | -1;
};

/** Volume of one voxel in millilitres. */
export const voxelMl = ({ spacing }: CtVolume): number => (spacing.slice * spacing.row * spacing.column) / 1000;
