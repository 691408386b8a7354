// Array parameters for set-based statements: one text value instead of thousands of driver conversions.

/** What may stand in an array: numbers and texts as they are, bytes as hex, instants as ISO 8601, null. */
export type ArrayElement = string | number | bigint | boolean | Date | Uint8Array | null;

const PLAIN = /^[0-9A-Za-z_.:+-]+$/;

const element = (value: ArrayElement): string => {
  if (value === null) return 'NULL';
  if (value instanceof Date) return `"${value.toISOString()}"`;
  if (value instanceof Uint8Array)
    return `"\\\\x${Buffer.from(value.buffer, value.byteOffset, value.length).toString('hex')}"`;
  if (typeof value !== 'string') return String(value);
  return PLAIN.test(value) && value.toUpperCase() !== 'NULL' ? value : `"${value.replaceAll(/["\\]/g, '\\$&')}"`;
};

/** The literal of a one-dimensional Postgres array (manual, section 8.15.6); pass it as a parameter cast to its array type. */
export const arrayLiteral = (values: readonly ArrayElement[]): string => `{${values.map(element).join(',')}}`;
