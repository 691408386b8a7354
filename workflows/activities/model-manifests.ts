// The manifests of the models this worker knows, by slug and version: read once, asked by every step that needs one.
import { type Refusal, refusal } from '@hounsfield/kernel';
import { listModels, type ModelManifest } from '@hounsfield/models';

/** Looks a model version up. */
export type FindManifest = (slug: string, version: string) => ModelManifest | Refusal<'MODEL_UNKNOWN'>;

/** Reads the catalogue of models. */
export const readManifests = async (): Promise<FindManifest> => {
  const manifests = new Map((await listModels()).map((manifest) => [`${manifest.slug}@${manifest.version}`, manifest]));
  return (slug, version) =>
    manifests.get(`${slug}@${version}`) ?? refusal('MODEL_UNKNOWN', `There is no model ${slug} ${version} here.`);
};
