// Studies: what the caller's organisation sent, under the names it sent it with.
import type { Diagnosis } from '@hounsfield/diagnoses';
import { isRefusal, parseId, type Refusal, refusal, type StudyId } from '@hounsfield/kernel';
import { actorOf, completeStudy, type Series, type Study, studiesPage, studyCursor } from '@hounsfield/studies';
import { Inject } from '@nestjs/common';
import { Mutation, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { studyBlocked } from '../acts/order-diagnosis.ts';
import type { GatewayContext } from '../context.ts';
import { badInput } from '../errors/faults.ts';
import type {
  MutationCompleteStudyArgs,
  MutationResolvers,
  QueryResolvers,
  QueryStudiesArgs,
  QueryStudyArgs,
  SeriesResolvers,
  StudyResolvers,
} from '../generated/resolver-types.ts';
import { type GatewayServices, SERVICES } from '../services.ts';
import { callerOf, loadById } from './caller.ts';
import { checkPageSize, type Paged, toConnection } from './connection.ts';
import type { InstanceSource } from './instance.resolver.ts';

@Resolver('Query')
export class StudyQueries implements Pick<QueryResolvers, 'studies' | 'study'> {
  @Inject(SERVICES) private readonly services!: GatewayServices;

  @Query()
  study(_root: unknown, { id }: QueryStudyArgs, { loaders }: GatewayContext) {
    return loadById<StudyId, Study>(loaders.study, id);
  }

  @Query()
  async studies(_root: unknown, args: Paged<QueryStudiesArgs>, context: GatewayContext) {
    const first = checkPageSize(args.first);
    const page = await studiesPage(this.services.studies, callerOf(context), {
      first,
      ...(args.after ? { after: args.after } : {}),
    });
    if (isRefusal(page)) throw badInput(page.message);
    for (const study of page.items) context.loaders.study.prime(study.id, study);
    const edges = page.items.map((node) => ({ cursor: studyCursor(node), node }));
    return toConnection(edges, page.hasNextPage, args);
  }
}

@Resolver('Mutation')
export class StudyMutations implements Pick<MutationResolvers, 'completeStudy'> {
  @Inject(SERVICES) private readonly services!: GatewayServices;

  @Mutation()
  async completeStudy(_root: unknown, { id }: MutationCompleteStudyArgs, context: GatewayContext) {
    const caller = callerOf(context);
    const notFound = refusal('STUDY_NOT_FOUND', 'There is no such study.');
    const studyId = parseId<StudyId>(id);
    if (studyId === undefined) return notFound;
    const completed = await completeStudy(this.services.studies, caller.tenantId, studyId, actorOf(caller));
    if (isRefusal(completed)) return completed;
    return (await context.loaders.study.load(studyId)) ?? notFound;
  }
}

@Resolver('Study')
export class StudyResolver implements StudyResolvers {
  @ResolveField()
  modality({ modalities }: Study): string | null {
    return modalities.length === 0 ? null : modalities.join('/');
  }

  @ResolveField()
  description({ header }: Study): string | null {
    return header?.studyDescription ?? null;
  }

  @ResolveField()
  patientName({ header }: Study): string | null {
    return header?.patientName ?? null;
  }

  @ResolveField()
  patientId({ header }: Study): string | null {
    return header?.patientId ?? null;
  }

  @ResolveField()
  studyInstanceUid({ header }: Study): string | null {
    return header?.studyInstanceUid ?? null;
  }

  @ResolveField()
  blocked({ blockedReason }: Study): Refusal | null {
    return blockedReason === null ? null : studyBlocked(blockedReason);
  }

  @ResolveField()
  series({ id }: Study, _args: unknown, { loaders }: GatewayContext) {
    return loaders.series.load(id);
  }

  @ResolveField()
  diagnoses({ id }: Study, _args: unknown, { loaders }: GatewayContext): Promise<readonly Diagnosis[]> {
    return loaders.diagnosesOfStudy.load(id);
  }
}

@Resolver('Series')
export class SeriesResolver implements SeriesResolvers {
  /** Senders number series as they like, or not at all: the position is ours. */
  @ResolveField()
  async number({ id, studyId }: Series, _args: unknown, { loaders }: GatewayContext): Promise<number> {
    return (await loaders.series.load(studyId)).findIndex((series) => series.id === id) + 1;
  }

  @ResolveField()
  description({ header }: Series): string | null {
    return header?.seriesDescription ?? null;
  }

  @ResolveField()
  async instances(series: Series, _args: unknown, { loaders }: GatewayContext): Promise<readonly InstanceSource[]> {
    const instances = await loaders.instances.load(series.id);
    return instances.map((instance) => ({ ...instance, series }));
  }
}
