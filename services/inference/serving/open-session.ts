// Opens a network on the first execution provider that both loads it and answers its golden cases as the manifest promises.
import type { GoldenCases, OutputSpec } from '@hounsfield/models';
import ort from 'onnxruntime-node';
import { InferenceFault } from '../fault.ts';
import { checkOutputs, type RawOutput } from './check-outputs.ts';
import type { TensorData, Tensors } from './tensor.ts';

export type Provider = 'cuda' | 'webgpu' | 'cpu';
export const PROVIDERS: readonly Provider[] = ['cuda', 'webgpu', 'cpu'];

/** Of the runtime that the sessions run in. */
export const RUNTIME_VERSION: string = ort.env.versions.node ?? ort.env.versions.common;

export type OpenedSession = { readonly session: ort.InferenceSession; readonly provider: Provider };

/**
 * One thread per session and no spinning: with as many sessions as cores a spinning thread only burns what another needs.
 * Errors are thrown as well as logged, so the runtime's own log stays silent.
 */
export const sessionOptions = (provider: Provider): ort.InferenceSession.SessionOptions => ({
  executionProviders: [{ name: provider }],
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  executionMode: 'sequential',
  graphOptimizationLevel: 'all',
  logSeverityLevel: 4,
  extra: { session: { intra_op: { allow_spinning: '0' }, inter_op: { allow_spinning: '0' } } },
});

/** Runs one batch and returns its outputs as plain arrays. */
export const runSession = async (
  session: ort.InferenceSession,
  inputs: Tensors,
): Promise<Readonly<Record<string, RawOutput>>> => {
  const feeds: Record<string, ort.Tensor> = {};
  for (const [name, { type, shape, data }] of Object.entries(inputs)) feeds[name] = new ort.Tensor(type, data, shape);
  const fetched = await session.run(feeds);
  const outputs: Record<string, RawOutput> = {};
  for (const [name, tensor] of Object.entries(fetched)) {
    const data = tensor.data;
    // Any other element type is left empty and fails the check of the outputs' shape.
    outputs[name] = { dims: tensor.dims, data: data instanceof Float32Array ? data : new Float32Array(0) };
  }
  return outputs;
};

/** Tries the providers in order; throws with every provider's reason when none will do. */
export const openSession = async (
  bytes: Uint8Array,
  outputs: readonly OutputSpec[],
  golden: GoldenCases | undefined,
  providers: readonly Provider[],
): Promise<OpenedSession> => {
  const reasons: string[] = [];
  for (const provider of providers) {
    let session: ort.InferenceSession | undefined;
    try {
      session = await ort.InferenceSession.create(bytes, sessionOptions(provider));
      await checkGolden(session, outputs, golden);
      return { session, provider };
    } catch (error) {
      reasons.push(`${provider}: ${error instanceof Error ? error.message : String(error)}`);
      await session?.release();
    }
  }
  throw new Error(`no execution provider runs the network (${reasons.join('; ')})`);
};

const checkGolden = async (
  session: ort.InferenceSession,
  specs: readonly OutputSpec[],
  golden: GoldenCases | undefined,
): Promise<void> => {
  for (const { name, inputs, outputs } of golden?.cases ?? []) {
    const [row] = checkOutputs(specs, await runSession(session, goldenTensors(inputs)), 1);
    if (row instanceof InferenceFault) throw row;
    for (const [output, expected] of Object.entries(outputs)) {
      const got = row?.[output]?.[0] ?? Number.NaN;
      const allowed = (golden?.tolerance ?? 0) * Math.max(1, Math.abs(expected));
      if (!(Math.abs(got - expected) <= allowed)) {
        throw new Error(`golden case "${name}" answers ${output} = ${got} in place of ${expected}`);
      }
    }
  }
};

const goldenTensors = (inputs: GoldenCases['cases'][number]['inputs']): Tensors => {
  const tensors: Record<string, TensorData> = {};
  for (const { name, shape, ...value } of inputs) {
    if (value.type === 'float32') tensors[name] = { type: 'float32', shape, data: new Float32Array(value.values) };
    else {
      const bytes = new Uint8Array(Buffer.from(value.base64, 'base64'));
      tensors[name] = { type: 'uint16', shape, data: new Uint16Array(bytes.buffer) };
    }
  }
  return tensors;
};
