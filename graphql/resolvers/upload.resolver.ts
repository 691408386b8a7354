// Uploads: opened with presigned parts, closed, and what became of their files.
import type { Diagnosis } from '@hounsfield/diagnoses';
import { isRefusal, parseId, type Refusal, refusal, type UploadId } from '@hounsfield/kernel';
import {
  closeUpload,
  openUpload,
  refreshUpload,
  type FileOutcome as StoredOutcome,
  type Study,
  type Upload,
  type UploadFile,
  type UploadOrder,
  type UploadPart,
} from '@hounsfield/studies';
import { Inject } from '@nestjs/common';
import { Mutation, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { orderTerms } from '../acts/order-terms.ts';
import type { GatewayContext } from '../context.ts';
import { refusalMessage } from '../errors/refusal-message.ts';
import type {
  FileOutcomeResolvers,
  MutationCompleteStudyUploadArgs,
  MutationOpenStudyUploadArgs,
  MutationResolvers,
  OpenStudyUploadInput,
  QueryResolvers,
  QueryStudyUploadArgs,
  StudyUploadResolvers,
  UploadFileResolvers,
  UploadPartResolvers,
} from '../generated/resolver-types.ts';
import { type GatewayServices, SERVICES } from '../services.ts';
import { callerOf } from './caller.ts';

/** The order that goes with an upload: bound to today's price; the product's existence is checked before a byte is sent. */
const orderOf = async (
  context: GatewayContext,
  { productId, lane = 'ROUTINE', priceVersion }: OpenStudyUploadInput,
): Promise<UploadOrder | Refusal | undefined> => {
  if (productId === null || productId === undefined) return undefined;
  const terms = await orderTerms(context, { productId, lane, priceVersion });
  if (isRefusal(terms)) return terms;
  return { productSlug: terms.product.slug, lane, priceVersion: terms.priceVersion };
};

@Resolver('Query')
export class UploadQueries implements Pick<QueryResolvers, 'studyUpload'> {
  @Inject(SERVICES) private readonly services!: GatewayServices;

  @Query()
  async studyUpload(_root: unknown, { id }: QueryStudyUploadArgs, context: GatewayContext): Promise<Upload | null> {
    const uploadId = parseId<UploadId>(id);
    if (uploadId === undefined) return null;
    return (await refreshUpload(this.services.studies, callerOf(context), uploadId)) ?? null;
  }
}

@Resolver('Mutation')
export class UploadMutations implements Pick<MutationResolvers, 'openStudyUpload' | 'completeStudyUpload'> {
  @Inject(SERVICES) private readonly services!: GatewayServices;

  @Mutation()
  async openStudyUpload(_root: unknown, { input }: MutationOpenStudyUploadArgs, context: GatewayContext) {
    const order = await orderOf(context, input);
    if (isRefusal(order)) return order;
    const { files } = input;
    return openUpload(this.services.studies, callerOf(context), order === undefined ? { files } : { files, order });
  }

  @Mutation()
  async completeStudyUpload(_root: unknown, { id }: MutationCompleteStudyUploadArgs, context: GatewayContext) {
    const uploadId = parseId<UploadId>(id);
    if (uploadId === undefined) return refusal('UPLOAD_NOT_FOUND', 'There is no such upload.');
    return closeUpload(this.services.studies, callerOf(context), uploadId);
  }
}

@Resolver('StudyUpload')
export class StudyUploadResolver implements StudyUploadResolvers {
  @ResolveField()
  async studies({ studyIds }: Upload, _args: unknown, { loaders }: GatewayContext): Promise<readonly Study[]> {
    const studies = await Promise.all(studyIds.map((id) => loaders.study.load(id)));
    return studies.filter((study) => study !== undefined);
  }

  /** One a study: the order's own, or the earlier one that already answered it. */
  @ResolveField()
  async diagnoses(
    { studyIds, order }: Upload,
    _args: unknown,
    { loaders }: GatewayContext,
  ): Promise<readonly Diagnosis[]> {
    if (order === undefined) return [];
    const ofStudies = await Promise.all(studyIds.map((id) => loaders.diagnosesOfStudy.load(id)));
    return ofStudies.flatMap(
      (diagnoses) => diagnoses.find(({ productSlug }) => productSlug === order.productSlug) ?? [],
    );
  }
}

@Resolver('UploadFile')
export class UploadFileResolver implements UploadFileResolvers {
  @ResolveField()
  outcome({ outcome }: UploadFile): StoredOutcome | null {
    return outcome ?? null;
  }
}

@Resolver('UploadPart')
export class UploadPartResolver implements UploadPartResolvers {
  @ResolveField()
  length({ length }: UploadPart): bigint {
    return BigInt(length);
  }
}

@Resolver('FileOutcome')
export class FileOutcomeResolver implements FileOutcomeResolvers {
  @ResolveField()
  message({ code, message }: StoredOutcome, _args: unknown, { locale }: GatewayContext): string | null {
    return code === undefined || message === undefined ? null : refusalMessage({ code, message }, locale);
  }
}
