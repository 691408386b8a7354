// Ordering a diagnosis: the one act that joins studies, catalogue, contracts and diagnoses. Every "no" has its code.
import { type Diagnosis, requestDiagnosis } from '@hounsfield/diagnoses';
import { isRefusal, parseId, type Refusal, refusal, type StudyId } from '@hounsfield/kernel';
import { studyStanding } from '@hounsfield/studies';
import type { Principal } from '@hounsfield/tenancy';
import type { GatewayContext } from '../context.ts';
import type { RequestDiagnosisInput } from '../generated/resolver-types.ts';
import type { GatewayServices } from '../services.ts';
import { orderTerms } from './order-terms.ts';

/** Why a study that is complete is not read. */
export const studyBlocked = <Code extends string>(reason: Code): Refusal<Code> =>
  refusal(reason, 'Files of another patient came under this study; it is not read by itself.');

/** Orders a product for the present revision of a complete study, at the price the caller saw. */
export const orderDiagnosis = async (
  { db, clock, studies }: GatewayServices,
  context: GatewayContext,
  principal: Principal,
  { studyId, productId, lane = 'ROUTINE', priceVersion: seen }: RequestDiagnosisInput,
): Promise<Diagnosis | Refusal> => {
  const id = parseId<StudyId>(studyId);
  const study = id && (await studyStanding(studies, principal.tenantId, id));
  if (id === undefined || study === undefined) return refusal('STUDY_NOT_FOUND', 'There is no such study.');
  if (study.status !== 'COMPLETE') return refusal('STUDY_NOT_COMPLETE', 'The study is still being received.');
  if (study.blockedReason !== null) return studyBlocked(study.blockedReason);
  const terms = await orderTerms(context, { productId, lane, priceVersion: seen });
  if (isRefusal(terms)) return terms;
  const { product, priceVersion } = terms;
  return requestDiagnosis({ db: db.diagnoses, clock }, principal, {
    studyId: id,
    studyRevision: study.revision,
    productSlug: product.slug,
    modelSlug: product.modelSlug,
    modelVersion: product.modelVersion,
    modelSha256: product.modelSha256,
    lane,
    priceVersion,
  });
};
