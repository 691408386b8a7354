// Model sources for engine tests: the shipped X-ray manifest around small networks that misbehave.
import { createHash } from 'node:crypto';
import { type LoadedModel, loadModel } from '@hounsfield/models';

/** A source that answers the given bytes for each named version of `test`, and the catalogue for everything else. */
export const modelsWith =
  (networks: Readonly<Record<string, Uint8Array<ArrayBuffer>>>) =>
  async (slug: string, version: string): Promise<LoadedModel> => {
    const bytes = slug === 'test' ? networks[version] : undefined;
    if (bytes === undefined) return loadModel(slug, version);
    const shipped = await loadModel('cxr-pneumonia', '1.0.0');
    if (shipped.bytes === undefined) throw new Error('the X-ray product is no network');
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    // No golden cases of its own: one that every one-number answer passes would prove nothing here.
    return { manifest: { ...shipped.manifest, slug, version }, sha256, bytes, golden: { tolerance: 1, cases: [] } };
  };
