// Writing a diagnosis's report: the SR from its recorded outcome, stored beside the study. The same outcome is the same document.
import type { Diagnosis, SourceImage } from '@hounsfield/diagnoses';
import {
  Codes,
  type Dataset,
  datasetOf,
  nameBasedUid,
  readDicom,
  type SrAlgorithm,
  Tag,
  writeComprehensive3dSr,
  writeDicom,
} from '@hounsfield/dicom';
import { isRefusal, type Refusal, refusal } from '@hounsfield/kernel';
import type { ModelManifest } from '@hounsfield/models';
import {
  instancesOfRevision,
  type RevisionInstance,
  recordDerivedInstance,
  type StudiesDeps,
} from '@hounsfield/studies';
import type { WrittenReport } from '@hounsfield/workflow-contract';
import { crashAt } from './crash-points.ts';
import type { DiagnosisActivityDeps, RecordedOutcome } from './diagnosis.activities.ts';
import type { FindManifest } from './model-manifests.ts';
import { srGroups } from './sr-groups.ts';

type WriterDeps = Pick<StudiesDeps, 'db' | 'store' | 'clock' | 'tenantKeys'> & {
  readonly findManifest: FindManifest;
  /** The product's own version, written into every report. */
  readonly softwareVersion: string;
};

const MANUFACTURER = 'Hounsfield';

/** The header of a stored image; its pixels are let go. */
const readHeader = async ({ store }: WriterDeps, { objectKey, sha256 }: RevisionInstance): Promise<Dataset> => {
  const file = await readDicom(await store.get(objectKey, { sha256 }));
  if (isRefusal(file)) throw new Error(`a stored image does not read back: ${file.code}`);
  file.dataset.delete(Tag.PixelData);
  return file.dataset;
};

/** The images as the report refers to them: of each series one in full, of the others their names. */
const sourcesOf = async (
  deps: WriterDeps,
  sources: readonly SourceImage[],
  instances: readonly RevisionInstance[],
): Promise<readonly Dataset[] | undefined> => {
  const stored = new Map(instances.map((instance) => [instance.sopInstanceUid, instance]));
  const seen = new Set<string>();
  const datasets: Dataset[] = [];
  for (const source of sources) {
    const instance = stored.get(source.sopInstanceUid);
    if (instance === undefined) return undefined;
    const first = !seen.has(source.seriesInstanceUid);
    seen.add(source.seriesInstanceUid);
    datasets.push(
      first
        ? await readHeader(deps, instance)
        : datasetOf({
            SOPClassUID: source.sopClassUid,
            SOPInstanceUID: source.sopInstanceUid,
            StudyInstanceUID: source.studyInstanceUid,
            SeriesInstanceUID: source.seriesInstanceUid,
          }),
    );
  }
  return datasets;
};

const algorithmOf = (manifest: ModelManifest, { acquisition, provenance }: RecordedOutcome): SrAlgorithm => ({
  name: manifest.name.en,
  version: manifest.version,
  manufacturer: MANUFACTURER,
  family: manifest.kind === 'onnx' ? Codes.artificialIntelligence : Codes.histogramAnalysis,
  parameters: [
    ...Object.entries(acquisition).flatMap(([name, value]) => (value === undefined ? [] : [`${name} ${value}`])),
    `model sha256 ${provenance.modelSha256}`,
    `input sha256 ${provenance.inputSha256}`,
    `runtime ${provenance.provider} ${provenance.runtimeVersion}`,
  ],
});

const isCt = ({ inputContract }: ModelManifest): boolean => inputContract.modalities.includes('CT');

/** Writes reports through the studies' door. */
export const createReportWriter =
  (deps: WriterDeps): DiagnosisActivityDeps['writeReport'] =>
  async (diagnosis: Diagnosis, outcome: RecordedOutcome): Promise<WrittenReport | Refusal> => {
    const { tenantId, id, studyId, studyRevision } = diagnosis;
    const manifest = deps.findManifest(diagnosis.modelSlug, diagnosis.modelVersion);
    if (isRefusal(manifest)) return manifest;
    const sources = await sourcesOf(
      deps,
      outcome.sources,
      await instancesOfRevision(deps, tenantId, studyId, studyRevision),
    );
    const studyInstanceUid = outcome.sources[0]?.studyInstanceUid;
    if (sources === undefined || studyInstanceUid === undefined)
      return refusal('SOURCES_MISSING', 'The images the result rests on are not there.');
    const [seriesInstanceUid, sopInstanceUid] = [
      nameBasedUid('diagnosis', id, 'series'),
      nameBasedUid('diagnosis', id, 'sr'),
    ];
    const file = writeComprehensive3dSr({
      sopInstanceUid,
      seriesInstanceUid,
      createdAt: outcome.recordedAt,
      sources,
      procedure: isCt(manifest) ? Codes.ctOfChest : Codes.plainChestRadiograph,
      targetRegion: Codes.chest,
      device: {
        uid: nameBasedUid('device', manifest.slug, manifest.version),
        name: MANUFACTURER,
        manufacturer: MANUFACTURER,
        modelName: manifest.name.en,
        serialNumber: `${manifest.slug}-${manifest.version}`,
        softwareVersions: [deps.softwareVersion, `${manifest.slug} ${manifest.version}`],
      },
      algorithm: algorithmOf(manifest, outcome),
      groups: srGroups(outcome.findings),
      comments: [...manifest.limits, ...(manifest.calibrationNote ? [manifest.calibrationNote] : [])].map(
        ({ en }) => en,
      ),
    });
    const bytes = writeDicom(file);
    crashAt('report:after-build');
    const stored = await recordDerivedInstance(deps, tenantId, { studyId, diagnosisId: id, bytes });
    if (isRefusal(stored)) return stored;
    const { instanceId, objectKey, sha256 } = stored;
    return { instanceId, objectKey, sha256, studyInstanceUid, seriesInstanceUid, sopInstanceUid };
  };
