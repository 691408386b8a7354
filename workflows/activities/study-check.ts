// The cheap check of a study before a machine is taken for it: by its rows alone, whether anything in it is what the model reads.
import type { DiagnosesTables, Diagnosis } from '@hounsfield/diagnoses';
import { isRefusal, type Refusal } from '@hounsfield/kernel';
import type { ModelManifest } from '@hounsfield/models';
import { instancesOfRevision, type RevisionInstance, type StudiesTables } from '@hounsfield/studies';
import type { InferencePlan } from '@hounsfield/workflow-contract';
import type { Kysely } from 'kysely';
import type { InputVerdict } from './diagnosis.activities.ts';
import type { FindManifest } from './model-manifests.ts';

/** The instances of a revision that the model may read; the rest never leaves the store. */
export const readableInstances = (
  instances: readonly RevisionInstance[],
  { inputContract: { sopClasses, modalities } }: ModelManifest,
): readonly RevisionInstance[] =>
  instances.filter(
    ({ sopClassUid, modality }) =>
      sopClasses.includes(sopClassUid) && (modality === null || modalities.includes(modality)),
  );

/** Why no instance of a study is readable; the codes are the engine's. */
const outOfScope = (instances: readonly RevisionInstance[], { inputContract }: ModelManifest): InputVerdict => {
  const wanted = inputContract.modalities.join(' or ');
  const found = [...new Set(instances.map(({ modality }) => modality ?? 'unknown'))].sort().join(', ');
  return instances.some(({ modality }) => modality !== null && inputContract.modalities.includes(modality))
    ? {
        kind: 'out-of-scope',
        code: 'WRONG_SOP_CLASS',
        message: `No image of the study is of a kind that the product reads.`,
      }
    : {
        kind: 'out-of-scope',
        code: 'WRONG_MODALITY',
        message: `The product reads ${wanted}; the study holds ${found || 'no images'}.`,
      };
};

/** Checks studies by their rows. Every model runs by the same plan until machines with accelerators bring their own. */
export const createStudyCheck =
  (deps: {
    readonly db: Kysely<DiagnosesTables & StudiesTables>;
    readonly findManifest: FindManifest;
    readonly plan: InferencePlan;
  }) =>
  async ({ tenantId, studyId, studyRevision, modelSlug, modelVersion }: Diagnosis): Promise<InputVerdict | Refusal> => {
    const manifest = deps.findManifest(modelSlug, modelVersion);
    if (isRefusal(manifest)) return manifest;
    const instances = await instancesOfRevision({ db: deps.db }, tenantId, studyId, studyRevision);
    return readableInstances(instances, manifest).length > 0
      ? { kind: 'in-scope', plan: deps.plan }
      : outOfScope(instances, manifest);
  };
