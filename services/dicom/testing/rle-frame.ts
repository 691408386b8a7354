// A small RLE encoder (PS3.5 annex G) for tests.

const pack = (bytes: Uint8Array): number[] => {
  const packed: number[] = [];
  let at = 0;
  while (at < bytes.length) {
    let run = 1;
    while (run < 128 && bytes[at + run] === bytes[at] && at + run < bytes.length) run += 1;
    if (run > 1) {
      packed.push(257 - run, bytes[at] as number);
      at += run;
      continue;
    }
    let literal = 1;
    while (literal < 128 && at + literal < bytes.length && bytes[at + literal] !== bytes[at + literal - 1])
      literal += 1;
    packed.push(literal - 1, ...bytes.subarray(at, at + literal));
    at += literal;
  }
  if (packed.length % 2 === 1) packed.push(0x80);
  return packed;
};

/** Packs little-endian samples that alternate, `stride` bytes per pixel, `bytesPerSample` per sample. */
export const rleFrame = (frame: Uint8Array, stride: number, bytesPerSample: number): Uint8Array => {
  const segments = Array.from({ length: stride }, (_, segment) => {
    const sample = Math.floor(segment / bytesPerSample);
    const first = sample * bytesPerSample + bytesPerSample - 1 - (segment % bytesPerSample);
    return pack(frame.filter((_byte, index) => index % stride === first));
  });
  const header = new DataView(new ArrayBuffer(64));
  header.setUint32(0, stride, true);
  let offset = 64;
  segments.forEach((segment, index) => {
    header.setUint32(4 + index * 4, offset, true);
    offset += segment.length;
  });
  return Uint8Array.from([...new Uint8Array(header.buffer), ...segments.flat()]);
};
