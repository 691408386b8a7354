// The ground floor: diagnostic models as data. One folder of the catalogue is one immutable model version.
export { type LoadedModel, listModels, loadModel, ModelError } from './load.ts';
export {
  type AlgorithmManifest,
  type AxialSeriesContract,
  type GoldenCases,
  goldenCases,
  type LocalizedText,
  localizedText,
  type ModelManifest,
  modelManifest,
  type NetworkManifest,
  type OutputSpec,
  type SingleImageContract,
  type TensorSpec,
  type Threshold,
} from './manifest.ts';
export { inspectOnnx } from './onnx-gate.ts';
