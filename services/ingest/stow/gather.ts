// A part of usual size is taken in whole, so that the next can come while it is parsed; a large one stays a stream.

/** Up to here a part is held in memory. */
export const GATHERED_BYTES = 8 * 1024 * 1024;

/** The part's bytes, in the pieces in which they came: joining them would only copy them. */
export type Gathered = {
  readonly source: AsyncIterable<Uint8Array>;
  /** All of the part is here; otherwise its end is still to come from the sender. */
  readonly whole: boolean;
};

/** Takes in a part as far as it may be held. */
export const gather = async (body: AsyncIterable<Uint8Array>): Promise<Gathered> => {
  const iterator = body[Symbol.asyncIterator]();
  const held: Uint8Array[] = [];
  let [size, whole] = [0, false];
  while (size <= GATHERED_BYTES && !whole) {
    const { value, done } = await iterator.next();
    if (done === true) whole = true;
    else {
      held.push(value);
      size += value.length;
    }
  }
  const source = (async function* () {
    for (let chunk = held.shift(); chunk !== undefined; chunk = held.shift()) yield chunk;
    if (whole) return;
    for (let step = await iterator.next(); step.done !== true; step = await iterator.next()) yield step.value;
  })();
  return { source, whole };
};
