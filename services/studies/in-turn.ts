// Work over a list, a few at a time: the order of answers is the order of the list.

/** Runs `work` over `list`, at most `width` at once; the first failure stops the rest and is thrown. */
export const inTurn = async <Item, Result>(
  list: readonly Item[],
  width: number,
  work: (item: Item, index: number) => Promise<Result>,
): Promise<Result[]> => {
  const results: Result[] = new Array(list.length);
  let next = 0;
  let failed = false;
  const lane = async (): Promise<void> => {
    while (next < list.length && !failed) {
      const index = next;
      next += 1;
      try {
        results[index] = await work(list[index] as Item, index);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  const lanes = await Promise.allSettled(Array.from({ length: Math.min(width, list.length) }, lane));
  for (const each of lanes) if (each.status === 'rejected') throw each.reason;
  return results;
};
