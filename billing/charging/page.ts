// Keyset pages: a cursor names the last row seen, so a page costs the same wherever it lies and never shows a row twice.

export type Page<Node> = {
  readonly edges: readonly { readonly cursor: string; readonly node: Node }[];
  readonly hasNextPage: boolean;
};

/** What a caller asks for: at most `first` rows after the row that `after` names. */
export type PageRequest = { readonly first: number; readonly after?: string | undefined };

export type Cursor = { readonly at: Date; readonly id: string };

export const encodeCursor = ({ at, id }: Cursor): string =>
  Buffer.from(`${at.toISOString()} ${id}`).toString('base64url');

/** The position a cursor names; undefined for text that is no cursor of ours, which then starts from the top. */
export const decodeCursor = (text: string | undefined): Cursor | undefined => {
  const [at, id] = Buffer.from(text ?? '', 'base64url')
    .toString('utf8')
    .split(' ');
  const date = new Date(at ?? '');
  return id && /^[0-9a-f-]{36}$/.test(id) && !Number.isNaN(date.getTime()) ? { at: date, id } : undefined;
};

const MAX_PAGE = 100;
/** Page sizes are bounded here too, whoever asks. */
export const pageSize = (first: number): number => Math.min(Math.max(1, Math.trunc(first)), MAX_PAGE);

/** Makes a page of `rows`, which were fetched with one row more than `size` to learn whether there is a next page. */
export const pageOf = <Node>(rows: readonly Node[], size: number, position: (node: Node) => Cursor): Page<Node> => ({
  edges: rows.slice(0, size).map((node) => ({ cursor: encodeCursor(position(node)), node })),
  hasNextPage: rows.length > size,
});

/** First instant of a month given as `YYYY-MM` (UTC), and of the one after; undefined for anything else. */
export const monthBounds = (month: string | undefined): { readonly starts: Date; readonly ends: Date } | undefined => {
  const match = /^(\d{4})-(0[1-9]|1[0-2])$/.exec(month ?? '');
  if (!match) return undefined;
  const [year, index] = [Number(match[1]), Number(match[2]) - 1];
  return { starts: new Date(Date.UTC(year, index, 1)), ends: new Date(Date.UTC(year, index + 1, 1)) };
};
