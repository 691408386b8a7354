// The accurate integer inverse DCT of the Independent JPEG Group (jidctint) for 12-bit samples, so that results agree with it bit for bit.

const CONST_BITS = 13;
/** One bit less than for 8-bit samples, lest 32 bits overflow. */
const PASS1_BITS = 1;

const FIX_0_298631336 = 2446;
const FIX_0_390180644 = 3196;
const FIX_0_541196100 = 4433;
const FIX_0_765366865 = 6270;
const FIX_0_899976223 = 7373;
const FIX_1_175875602 = 9633;
const FIX_1_501321110 = 12299;
const FIX_1_847759065 = 15137;
const FIX_1_961570560 = 16069;
const FIX_2_053119869 = 16819;
const FIX_2_562915447 = 20995;
const FIX_3_072711026 = 25172;

/** One dimension over 8 values `step` apart, in place, scaled down by `shift` bits with rounding. */
const transform = (block: Int32Array, start: number, step: number, shift: number): void => {
  const v0 = block[start] as number;
  const v1 = block[start + step] as number;
  const v2 = block[start + 2 * step] as number;
  const v3 = block[start + 3 * step] as number;
  const v4 = block[start + 4 * step] as number;
  const v5 = block[start + 5 * step] as number;
  const v6 = block[start + 6 * step] as number;
  const v7 = block[start + 7 * step] as number;
  const even = Math.imul(v2 + v6, FIX_0_541196100);
  const tmp2 = even + Math.imul(v6, -FIX_1_847759065);
  const tmp3 = even + Math.imul(v2, FIX_0_765366865);
  const tmp0 = (v0 + v4) << CONST_BITS;
  const tmp1 = (v0 - v4) << CONST_BITS;
  const even0 = tmp0 + tmp3;
  const even3 = tmp0 - tmp3;
  const even1 = tmp1 + tmp2;
  const even2 = tmp1 - tmp2;

  const z5 = Math.imul(v7 + v3 + v5 + v1, FIX_1_175875602);
  const z1 = Math.imul(v7 + v1, -FIX_0_899976223);
  const z2 = Math.imul(v5 + v3, -FIX_2_562915447);
  const z3 = Math.imul(v7 + v3, -FIX_1_961570560) + z5;
  const z4 = Math.imul(v5 + v1, -FIX_0_390180644) + z5;
  const odd0 = Math.imul(v7, FIX_0_298631336) + z1 + z3;
  const odd1 = Math.imul(v5, FIX_2_053119869) + z2 + z4;
  const odd2 = Math.imul(v3, FIX_3_072711026) + z2 + z3;
  const odd3 = Math.imul(v1, FIX_1_501321110) + z1 + z4;

  const half = 1 << (shift - 1);
  block[start] = (even0 + odd3 + half) >> shift;
  block[start + 7 * step] = (even0 - odd3 + half) >> shift;
  block[start + step] = (even1 + odd2 + half) >> shift;
  block[start + 6 * step] = (even1 - odd2 + half) >> shift;
  block[start + 2 * step] = (even2 + odd1 + half) >> shift;
  block[start + 5 * step] = (even2 - odd1 + half) >> shift;
  block[start + 3 * step] = (even3 + odd0 + half) >> shift;
  block[start + 4 * step] = (even3 - odd0 + half) >> shift;
};

/** Transforms 64 dequantized coefficients in natural order to 64 samples around zero, in place. */
export const inverseDct = (block: Int32Array): void => {
  for (let column = 0; column < 8; column += 1) transform(block, column, 8, CONST_BITS - PASS1_BITS);
  for (let row = 0; row < 64; row += 8) transform(block, row, 1, CONST_BITS + PASS1_BITS + 3);
};
