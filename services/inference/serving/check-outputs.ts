// Judges what a network answered before anyone reads it: the promised names, shapes, finite numbers, promised range.
import type { OutputSpec } from '@hounsfield/models';
import { InferenceFault } from '../fault.ts';

/** An output as the runtime returned it. */
export type RawOutput = { readonly dims: readonly number[]; readonly data: Float32Array };

// Room for the last bit: a sigmoid in single precision may answer 1.0000001.
const SLACK = 1e-5;

const invalid = (what: string): InferenceFault => new InferenceFault('MODEL_OUTPUT_INVALID', `the network's ${what}`);

/** One request's outputs by name. */
export type NetworkAnswer = Readonly<Record<string, Float32Array>>;

/**
 * Splits a batch's outputs into one answer a request. Anything but what the manifest promises is a `MODEL_OUTPUT_INVALID`
 * fault: a wrong name or shape spoils the whole batch, a bad number only the request it belongs to. A number that is not
 * finite is a fault of the run, never a normal finding.
 */
export const checkOutputs = (
  specs: readonly OutputSpec[],
  outputs: Readonly<Record<string, RawOutput>>,
  batch: number,
): readonly (NetworkAnswer | InferenceFault)[] => {
  for (const spec of specs) {
    const problem = shapeProblem(spec, outputs[spec.name], batch);
    if (problem !== undefined) return Array.from({ length: batch }, () => invalid(problem));
  }
  return Array.from({ length: batch }, (_, index) => {
    const answer: Record<string, Float32Array> = {};
    for (const spec of specs) {
      const { data } = outputs[spec.name] as RawOutput;
      const length = data.length / batch;
      const row = data.slice(index * length, (index + 1) * length);
      const problem = valueProblem(spec, row);
      if (problem !== undefined) return invalid(problem);
      answer[spec.name] = row;
    }
    return answer;
  });
};

const shapeProblem = (
  { name, shape }: OutputSpec,
  output: RawOutput | undefined,
  batch: number,
): string | undefined => {
  if (output === undefined) return `output ${name} is missing`;
  const fits =
    output.dims.length === shape.length &&
    shape.every((size, axis) => output.dims[axis] === (axis === 0 ? batch : size)) &&
    output.data.length === output.dims.reduce((product, size) => product * size, 1);
  return fits ? undefined : `output ${name} has the shape [${output.dims.join(', ')}]`;
};

const valueProblem = ({ name, min, max }: OutputSpec, values: Float32Array): string | undefined => {
  for (const value of values) {
    if (!Number.isFinite(value)) return `output ${name} is not a finite number`;
    if (value < min - SLACK || value > max + SLACK) return `output ${name} lies outside ${min} to ${max}`;
  }
  return undefined;
};
