// Work over a list with a little look-ahead, its results handed out in the order of the list.

/** Runs `work` at most `width` at once and yields its results in order; nothing is begun that nobody waits for. */
export async function* inOrder<Item, Result>(
  list: readonly Item[],
  width: number,
  work: (item: Item) => Promise<Result>,
): AsyncGenerator<Result> {
  const running: Promise<Result>[] = [];
  let next = 0;
  try {
    while (next < list.length || running.length > 0) {
      while (next < list.length && running.length < width) {
        const begun = work(list[next] as Item);
        begun.catch(() => undefined);
        running.push(begun);
        next += 1;
      }
      yield (await running.shift()) as Result;
    }
  } finally {
    await Promise.allSettled(running);
  }
}
