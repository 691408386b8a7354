// A part of usual size is gathered, so that the next can come in while it is parsed; a large one stays a stream.

/** Up to here a part is held in memory. */
const GATHERED_BYTES = 8 * 1024 * 1024;

/** The part as bytes where it is small, else as a stream that begins with what was read. */
export const gather = async (body: AsyncIterable<Uint8Array>): Promise<Uint8Array | AsyncIterable<Uint8Array>> => {
  const iterator = body[Symbol.asyncIterator]();
  const held: Uint8Array[] = [];
  let size = 0;
  while (size <= GATHERED_BYTES) {
    const { value, done } = await iterator.next();
    if (done === true) return Buffer.concat(held, size);
    held.push(value);
    size += value.length;
  }
  return (async function* () {
    for (let chunk = held.shift(); chunk !== undefined; chunk = held.shift()) yield chunk;
    for (let step = await iterator.next(); step.done !== true; step = await iterator.next()) yield step.value;
  })();
};
