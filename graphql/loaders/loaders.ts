// One request's loaders. All of them read as the caller's tenant; a request without a caller has no tenant to read as.
import { type Product, productsBySlug, productVersion } from '@hounsfield/catalogue';
import { chargesByDiagnosis, currentPrice } from '@hounsfield/charging';
import {
  type Diagnosis,
  diagnosesById,
  diagnosesByStudy,
  findingsByDiagnosis,
  type Lane,
  queueLength,
  queuePositions,
  reportsByDiagnosis,
  stepsByDiagnosis,
} from '@hounsfield/diagnoses';
import type { DiagnosisId, StudyId, TenantId } from '@hounsfield/kernel';
import { instancesOfSeries, type Series, type Study, seriesOfStudies, studiesById } from '@hounsfield/studies';
import { organisationsById, type Principal } from '@hounsfield/tenancy';
import DataLoader from 'dataloader';
import { unauthenticated } from '../errors/faults.ts';
import type { GatewayServices } from '../services.ts';
import { fromMap, manyByKey, oneByKey } from './batch.ts';

/** The loaders of one request. */
export type Loaders = ReturnType<typeof createLoaders>;

export const createLoaders = ({ db, clock, studies }: GatewayServices, principal: Principal | undefined) => {
  const caller = (): Principal => {
    if (principal === undefined) throw unauthenticated();
    return principal;
  };
  const tenantId = (): TenantId => caller().tenantId;
  const diagnosisKey = ({ diagnosisId }: { readonly diagnosisId: DiagnosisId }) => diagnosisId;
  const product = oneByKey(
    (slugs: readonly string[]) => productsBySlug(db.catalogue, slugs),
    (row) => row.slug,
  );
  return {
    organisation: oneByKey(
      (ids: readonly TenantId[]) => organisationsById(db.tenancy, ids),
      (row) => row.id,
    ),
    product,
    /** The very version a diagnosis ran, on offer or not. */
    productVersion: new DataLoader<Pick<Product, 'slug' | 'modelVersion'>, Product | undefined, string>(
      (keys) =>
        Promise.all(
          keys.map(async ({ slug, modelVersion }) => {
            const current = await product.load(slug);
            return current?.modelVersion === modelVersion ? current : productVersion(db.catalogue, slug, modelVersion);
          }),
        ),
      { cacheKeyFn: ({ slug, modelVersion }) => `${slug} ${modelVersion}` },
    ),
    price: new DataLoader<
      { readonly slug: string; readonly lane: Lane },
      Awaited<ReturnType<typeof currentPrice>>,
      string
    >(
      (keys) =>
        Promise.all(keys.map(({ slug, lane }) => currentPrice(db.billing, tenantId(), slug, lane, clock.now()))),
      { cacheKeyFn: ({ slug, lane }) => `${slug} ${lane}` },
    ),
    queueLength: new DataLoader<Lane, number>((lanes) =>
      Promise.all(lanes.map((lane) => queueLength(db.diagnoses, lane))),
    ),
    study: oneByKey(
      (ids: readonly StudyId[]) => studiesById(studies, caller(), ids),
      (row: Study) => row.id,
    ),
    series: manyByKey(
      (ids: readonly StudyId[]) => seriesOfStudies(studies, caller(), ids),
      (row: Series) => row.studyId,
    ),
    instances: manyByKey(
      (ids: readonly string[]) => instancesOfSeries(studies, caller(), ids),
      (row) => row.seriesId,
    ),
    diagnosis: oneByKey(
      (ids: readonly DiagnosisId[]) => diagnosesById(db.diagnoses, tenantId(), ids),
      (row) => row.id,
    ),
    diagnosesOfStudy: manyByKey(
      (ids: readonly StudyId[]) => diagnosesByStudy(db.diagnoses, tenantId(), ids),
      (row: Diagnosis) => row.studyId,
    ),
    steps: manyByKey((ids: readonly DiagnosisId[]) => stepsByDiagnosis(db.diagnoses, tenantId(), ids), diagnosisKey),
    findings: manyByKey(
      (ids: readonly DiagnosisId[]) => findingsByDiagnosis(db.diagnoses, tenantId(), ids),
      diagnosisKey,
    ),
    report: oneByKey((ids: readonly DiagnosisId[]) => reportsByDiagnosis(db.diagnoses, tenantId(), ids), diagnosisKey),
    queuePosition: fromMap((ids: readonly DiagnosisId[]) => queuePositions(db.diagnoses, tenantId(), ids)),
    charge: fromMap((ids: readonly DiagnosisId[]) => chargesByDiagnosis(db.billing, tenantId(), ids)),
  };
};
