// Takes closed uploads in and places their orders, as the workflow's activities do, for tests that run no Temporal.
import { type CatalogueTables, productBySlug } from '@hounsfield/catalogue';
import { drainOutbox } from '@hounsfield/database';
import { type DiagnosesTables, type Lane, requestDiagnosis } from '@hounsfield/diagnoses';
import { isRefusal, systemClock, type UploadId } from '@hounsfield/kernel';
import type { ObjectStore } from '@hounsfield/storage';
import {
  completeStudy,
  orderOfUpload,
  receiveUploadedFiles,
  type StudiesTables,
  startInstanceParser,
  studyStanding,
} from '@hounsfield/studies';
import { appendAudit, createMasterKey, createTenantKeys, type TenancyTables } from '@hounsfield/tenancy';
import { asRoom } from '../room-database.ts';
import { runDiagnosis } from './demo-world.ts';
import { TEST_MASTER_KEY, type TestGateway } from './test-gateway.ts';

const PAUSE_MS = 50;

/** Works until `stop()`; ordered diagnoses are run to their charge. */
export const startUploadWorker = (gateway: TestGateway, store: ObjectStore): { stop(): Promise<void> } => {
  const { worker } = gateway.database;
  const masterKey = createMasterKey(TEST_MASTER_KEY);
  const clock = systemClock;
  const tenantKeys = createTenantKeys({ db: asRoom<TenancyTables>(worker), masterKey, clock });
  const parser = startInstanceParser({ processes: 1 });
  const studies = { db: asRoom<StudiesTables>(worker), clock, tenantKeys, audit: appendAudit, store, parser };
  const diagnoses = { db: asRoom<DiagnosesTables>(worker), clock };
  let running = true;

  const work = (): Promise<number> =>
    drainOutbox<unknown, { uploadId: UploadId }>(
      worker,
      'upload.closed',
      10,
      async ({ tenantId, payload: { uploadId } }) => {
        const studyIds = await receiveUploadedFiles(studies, tenantId, uploadId, { heartbeat: () => undefined });
        for (const studyId of studyIds) await completeStudy(studies, tenantId, studyId);
        const ordered = await orderOfUpload(studies, tenantId, uploadId);
        for (const studyId of ordered === undefined ? [] : studyIds) {
          const { productSlug, lane, priceVersion } = ordered?.order ?? { productSlug: '', lane: '', priceVersion: 0 };
          const product = await productBySlug(asRoom<CatalogueTables>(worker), productSlug);
          const study = await studyStanding(studies, tenantId, studyId);
          if (product === undefined || study === undefined) throw new Error('nothing to order');
          const diagnosis = await requestDiagnosis(
            diagnoses,
            { tenantId },
            {
              ...product,
              studyId,
              studyRevision: study.revision,
              productSlug,
              lane: lane as Lane,
              priceVersion,
              orderKey: `upload:${uploadId}`,
            },
          );
          if (!isRefusal(diagnosis) && diagnosis.status === 'REQUESTED') await runDiagnosis(gateway, diagnosis.id);
        }
      },
    );

  const loop = (async () => {
    while (running) {
      await work();
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  })();
  return {
    stop: async () => {
      running = false;
      await loop;
      await parser.close();
    },
  };
};
