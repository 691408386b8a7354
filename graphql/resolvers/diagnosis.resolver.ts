// Diagnoses: ordering, cancelling, reading and watching them.
import { cancelDiagnosis, type Diagnosis, diagnosesPage, hasEnded } from '@hounsfield/diagnoses';
import { type DiagnosisId, parseId, type Refusal, refusal } from '@hounsfield/kernel';
import { Inject } from '@nestjs/common';
import { Mutation, Query, ResolveField, Resolver, Subscription } from '@nestjs/graphql';
import { orderDiagnosis } from '../acts/order-diagnosis.ts';
import type { GatewayContext } from '../context.ts';
import { notFound } from '../errors/faults.ts';
import type {
  DiagnosisResolvers,
  MutationCancelDiagnosisArgs,
  MutationRequestDiagnosisArgs,
  MutationResolvers,
  QueryDiagnosesArgs,
  QueryDiagnosisArgs,
  QueryResolvers,
  SubscriptionDiagnosisUpdatedArgs,
} from '../generated/resolver-types.ts';
import { type GatewayServices, SERVICES } from '../services.ts';
import { callerOf, loadById, present } from './caller.ts';
import { checkPageSize, decodeCursor, encodeCursor, type Paged, toConnection } from './connection.ts';
import { wadoPath } from './instance.resolver.ts';

const noDiagnosis = (): Refusal => refusal('DIAGNOSIS_NOT_FOUND', 'There is no such diagnosis.');

@Resolver('Query')
export class DiagnosisQueries implements Pick<QueryResolvers, 'diagnoses' | 'diagnosis'> {
  @Inject(SERVICES) private readonly services!: GatewayServices;

  @Query()
  diagnosis(_root: unknown, { id }: QueryDiagnosisArgs, { loaders }: GatewayContext) {
    return loadById<DiagnosisId, Diagnosis>(loaders.diagnosis, id);
  }

  @Query()
  async diagnoses(_root: unknown, args: Paged<QueryDiagnosesArgs>, context: GatewayContext) {
    const after = args.after ? decodeCursor(args.after) : undefined;
    const { diagnoses, hasMore } = await diagnosesPage(this.services.db.diagnoses, callerOf(context).tenantId, {
      first: checkPageSize(args.first),
      after: after && { requestedAt: after.at, id: after.id as DiagnosisId },
    });
    const edges = diagnoses.map((node) => ({ cursor: encodeCursor({ at: node.requestedAt, id: node.id }), node }));
    return toConnection(edges, hasMore, args);
  }
}

@Resolver('Mutation')
export class DiagnosisMutations implements Pick<MutationResolvers, 'requestDiagnosis' | 'cancelDiagnosis'> {
  @Inject(SERVICES) private readonly services!: GatewayServices;

  @Mutation()
  requestDiagnosis(_root: unknown, { input }: MutationRequestDiagnosisArgs, context: GatewayContext) {
    return orderDiagnosis(this.services, context, callerOf(context), input);
  }

  @Mutation()
  async cancelDiagnosis(_root: unknown, { id }: MutationCancelDiagnosisArgs, context: GatewayContext) {
    const diagnosisId = parseId<DiagnosisId>(id);
    if (diagnosisId === undefined) return noDiagnosis();
    const { db, clock } = this.services;
    return cancelDiagnosis({ db: db.diagnoses, clock }, { tenantId: callerOf(context).tenantId, diagnosisId });
  }
}

@Resolver('Subscription')
export class DiagnosisSubscriptions {
  @Inject(SERVICES) private readonly services!: GatewayServices;

  /** Emits at once and whenever the diagnosis changed; each event is read anew, as the caller then is. */
  @Subscription('diagnosisUpdated', {
    resolve: (_event: unknown, { id }: SubscriptionDiagnosisUpdatedArgs, { loaders }: GatewayContext) =>
      loadById<DiagnosisId, Diagnosis>(loaders.diagnosis, id),
  })
  async diagnosisUpdated(_root: unknown, { id }: SubscriptionDiagnosisUpdatedArgs, context: GatewayContext) {
    const diagnosis = await loadById<DiagnosisId, Diagnosis>(context.loaders.diagnosis, id);
    if (diagnosis === null) throw notFound();
    return this.services.feed.watch(callerOf(context).tenantId, diagnosis.id);
  }
}

@Resolver('Diagnosis')
export class DiagnosisResolver implements DiagnosisResolvers {
  @ResolveField()
  async product({ productSlug, modelVersion }: Diagnosis, _args: unknown, { loaders }: GatewayContext) {
    return present(await loaders.productVersion.load({ slug: productSlug, modelVersion }), 'a product');
  }

  @ResolveField()
  async study({ studyId }: Diagnosis, _args: unknown, { loaders }: GatewayContext) {
    return present(await loaders.study.load(studyId), 'a study');
  }

  @ResolveField()
  steps({ id }: Diagnosis, _args: unknown, { loaders }: GatewayContext) {
    return loaders.steps.load(id);
  }

  @ResolveField()
  async queuePosition({ id, status }: Diagnosis, _args: unknown, { loaders }: GatewayContext): Promise<number | null> {
    return hasEnded(status) ? null : ((await loaders.queuePosition.load(id)) ?? null);
  }

  @ResolveField()
  reason({ reason }: Diagnosis): Refusal | null {
    return reason === undefined ? null : refusal(reason.code, reason.message);
  }

  @ResolveField()
  findings({ id }: Diagnosis, _args: unknown, { loaders }: GatewayContext) {
    return loaders.findings.load(id);
  }

  /** The report under the UIDs its owner sees: the study's own, and ours for what we made. */
  @ResolveField()
  async reportPath({ id, studyId }: Diagnosis, _args: unknown, { loaders }: GatewayContext): Promise<string | null> {
    const report = await loaders.report.load(id);
    const header = report && (await loaders.study.load(studyId))?.header;
    if (report === undefined || !header) return null;
    return wadoPath(header.studyInstanceUid, report.seriesInstanceUid, report.sopInstanceUid);
  }

  @ResolveField()
  async charge({ id }: Diagnosis, _args: unknown, { loaders }: GatewayContext) {
    return (await loaders.charge.load(id)) ?? null;
  }
}
