// Taking an upload through the door: its files received, its studies completed, what was ordered with it requested.
import { type CatalogueTables, productBySlug } from '@hounsfield/catalogue';
import { currentPrice } from '@hounsfield/charging';
import { type DiagnosesTables, type Lane, type Orderer, requestDiagnosis } from '@hounsfield/diagnoses';
import { type Clock, isRefusal, type Logger, type StudyId, type TenantId } from '@hounsfield/kernel';
import {
  completeStudy,
  orderOfUpload,
  type ReceiveDeps,
  receiveUploadedFiles,
  studyStanding,
} from '@hounsfield/studies';
import { LANES, type UploadActivities } from '@hounsfield/workflow-contract';
import type { Kysely } from 'kysely';
import { crashAt } from './crash-points.ts';
import { refused } from './failure.ts';
import { withPulse } from './pulse.ts';

export type UploadActivityDeps = {
  readonly studies: ReceiveDeps;
  /** The product's database, by the worker role. */
  readonly db: Kysely<DiagnosesTables & CatalogueTables>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly heartbeat: () => void;
};

/** `member:<id>` or `api-key:<id>`, as the upload was opened by. */
const ordererOf = (tenantId: TenantId, openedBy: string): Orderer => {
  const [kind, id] = openedBy.split(':');
  if (id === undefined) return { tenantId };
  return kind === 'member' ? { tenantId, memberId: id } : { tenantId, apiKeyId: id };
};

const isLane = (lane: string): lane is Lane => (LANES as readonly string[]).includes(lane);

/** The activities of `receiveUpload`. */
export const createUploadActivities = (deps: UploadActivityDeps): UploadActivities => {
  const { studies, db, clock, logger } = deps;

  /** Why nothing can be ordered for a study by itself, if anything stands against it. */
  const obstacle = async (tenantId: TenantId, studyId: StudyId): Promise<string | { readonly revision: number }> => {
    const study = await studyStanding(studies, tenantId, studyId);
    if (study === undefined) return 'STUDY_NOT_FOUND';
    return study.blockedReason ?? { revision: study.revision };
  };

  return {
    receiveUploadedFiles: async ({ tenantId, uploadId }) => {
      const studyIds = await withPulse(deps.heartbeat, () =>
        receiveUploadedFiles(studies, tenantId, uploadId, { heartbeat: deps.heartbeat }),
      );
      crashAt('upload:after-receive');
      return studyIds;
    },

    completeStudy: async ({ tenantId, studyId }) => {
      const completed = await completeStudy(studies, tenantId, studyId);
      if (isRefusal(completed)) throw refused(completed);
      crashAt('upload:after-complete-study');
    },

    requestOrderedDiagnoses: async ({ tenantId, uploadId, studyIds }) => {
      const ordered = await orderOfUpload(studies, tenantId, uploadId);
      if (ordered === undefined) return;
      const { productSlug, lane, priceVersion: seen } = ordered.order;
      const product = await productBySlug(db, productSlug);
      if (product === undefined || !isLane(lane))
        return void logger.warn({ uploadId, productSlug, lane }, 'the order of an upload names no product or lane');
      // The price version seen at the order is locked; without one, the price of this moment is. No contract: no order.
      const price = await currentPrice(db, tenantId, productSlug, lane, clock.now());
      if (price === undefined) return void logger.warn({ uploadId, productSlug }, 'an order without a contract');
      for (const studyId of studyIds) {
        const study = await obstacle(tenantId, studyId);
        if (typeof study === 'string') {
          logger.warn({ uploadId, studyId, code: study }, 'an ordered study is not read by itself');
          continue;
        }
        const diagnosis = await requestDiagnosis({ db, clock }, ordererOf(tenantId, ordered.openedBy), {
          studyId,
          studyRevision: study.revision,
          productSlug,
          modelSlug: product.modelSlug,
          modelVersion: product.modelVersion,
          modelSha256: product.modelSha256,
          lane,
          priceVersion: seen ?? price.priceVersion,
          orderKey: `upload:${uploadId}`,
        });
        if (isRefusal(diagnosis))
          logger.warn({ uploadId, studyId, code: diagnosis.code }, 'an ordered study is read already');
        crashAt('upload:after-order');
      }
    },
  };
};
