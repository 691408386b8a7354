// Batches: many keys asked for in one tick become one query; a loader lives as long as its request.
import DataLoader from 'dataloader';

/** Keys at most in one query. */
const MAX_BATCH = 500;

/** A loader of at most one row a key. */
export const oneByKey = <Key extends string, Row>(
  read: (keys: readonly Key[]) => Promise<readonly Row[]>,
  keyOf: (row: Row) => Key,
): DataLoader<Key, Row | undefined> =>
  new DataLoader(
    async (keys) => {
      const rows = new Map((await read(keys)).map((row) => [keyOf(row), row] as const));
      return keys.map((key) => rows.get(key));
    },
    { maxBatchSize: MAX_BATCH },
  );

/** A loader of any number of rows a key, in the order in which they were read. */
export const manyByKey = <Key extends string, Row>(
  read: (keys: readonly Key[]) => Promise<readonly Row[]>,
  keyOf: (row: Row) => Key,
): DataLoader<Key, readonly Row[]> =>
  new DataLoader(
    async (keys) => {
      const rows = Map.groupBy(await read(keys), keyOf);
      return keys.map((key) => rows.get(key) ?? []);
    },
    { maxBatchSize: MAX_BATCH },
  );

/** A loader over a read that answers a map. */
export const fromMap = <Key extends string, Row>(
  read: (keys: readonly Key[]) => Promise<ReadonlyMap<Key, Row>>,
): DataLoader<Key, Row | undefined> =>
  new DataLoader(
    async (keys) => {
      const rows = await read(keys);
      return keys.map((key) => rows.get(key));
    },
    { maxBatchSize: MAX_BATCH },
  );
