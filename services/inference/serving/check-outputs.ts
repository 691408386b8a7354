// Judges what a network answered before anyone reads it: the promised names, shapes, finite numbers, promised range.
import type { OutputSpec } from '@hounsfield/models';
import { InferenceFault } from '../fault.ts';

/** An output as the runtime returned it. */
export type RawOutput = { readonly dims: readonly number[]; readonly data: Float32Array };

// Room for the last bit: a sigmoid in single precision may answer 1.0000001.
const SLACK = 1e-5;

const invalid = (what: string): InferenceFault => new InferenceFault('MODEL_OUTPUT_INVALID', `the network's ${what}`);

/**
 * Splits a batch's outputs into one record a request; throws `MODEL_OUTPUT_INVALID` for anything but what the manifest
 * promises. A number that is not finite is a fault of the run, never a normal finding.
 */
export const checkOutputs = (
  specs: readonly OutputSpec[],
  outputs: Readonly<Record<string, RawOutput>>,
  batch: number,
): Readonly<Record<string, Float32Array>>[] => {
  const rows: Record<string, Float32Array>[] = Array.from({ length: batch }, () => ({}));
  for (const { name, shape, min, max } of specs) {
    const output = outputs[name];
    if (output === undefined) throw invalid(`output ${name} is missing`);
    const fits =
      output.dims.length === shape.length &&
      shape.every((size, axis) => output.dims[axis] === (axis === 0 ? batch : size)) &&
      output.data.length === output.dims.reduce((product, size) => product * size, 1);
    if (!fits) throw invalid(`output ${name} has the shape [${output.dims.join(', ')}]`);
    for (const value of output.data) {
      if (!Number.isFinite(value)) throw invalid(`output ${name} is not a finite number`);
      if (value < min - SLACK || value > max + SLACK) throw invalid(`output ${name} lies outside ${min} to ${max}`);
    }
    const length = output.data.length / batch;
    for (const [index, row] of rows.entries()) row[name] = output.data.slice(index * length, (index + 1) * length);
  }
  return rows;
};
