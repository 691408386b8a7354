// Maps an async iterable one value at a time, dropping `undefined`, and passes the end of interest (`return`) to the source.

export const isAsyncIterable = (value: unknown): value is AsyncIterable<unknown> =>
  typeof value === 'object' && value !== null && Symbol.asyncIterator in value;

/** A closed consumer closes the source at once, also while the source is waiting: no generator in between to hold it up. */
export const mapAsync = <In, Out>(
  source: AsyncIterable<In>,
  map: (value: In) => Promise<Out | undefined>,
): AsyncIterableIterator<Out> => {
  const iterator = source[Symbol.asyncIterator]();
  return {
    next: async () => {
      for (;;) {
        const { done, value } = await iterator.next();
        if (done === true) return { done, value: undefined };
        const mapped = await map(value);
        if (mapped !== undefined) return { done: false, value: mapped };
      }
    },
    return: async () => {
      await iterator.return?.();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
};
