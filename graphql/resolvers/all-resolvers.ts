// Every resolver class, for the module's list of providers.
import { ApiKeyMutations, ApiKeyQueries } from './api-key.resolver.ts';
import { ChargeQueries, ChargeResolver, ChargeSplitResolver } from './charge.resolver.ts';
import {
  DiagnosisMutations,
  DiagnosisQueries,
  DiagnosisResolver,
  DiagnosisSubscriptions,
} from './diagnosis.resolver.ts';
import { FindingResolver } from './finding.resolver.ts';
import { InstanceResolver } from './instance.resolver.ts';
import { MoneyResolver } from './money.resolver.ts';
import { OrganisationResolver } from './organisation.resolver.ts';
import { ProductQueries, ProductResolver } from './product.resolver.ts';
import { QuoteResolver } from './quote.resolver.ts';
import { RefusedResolver } from './refused.resolver.ts';
import { RevenueQueries, RevenueReadResolver } from './revenue.resolver.ts';
import { SeriesResolver, StudyMutations, StudyQueries, StudyResolver } from './study.resolver.ts';
import {
  FileOutcomeResolver,
  StudyUploadResolver,
  UploadFileResolver,
  UploadMutations,
  UploadPartResolver,
  UploadQueries,
} from './upload.resolver.ts';
import { ViewerMutations, ViewerQueries, ViewerResolver } from './viewer.resolver.ts';

export const RESOLVERS = [
  ApiKeyMutations,
  ApiKeyQueries,
  ChargeQueries,
  ChargeResolver,
  ChargeSplitResolver,
  DiagnosisMutations,
  DiagnosisQueries,
  DiagnosisResolver,
  DiagnosisSubscriptions,
  FileOutcomeResolver,
  FindingResolver,
  InstanceResolver,
  MoneyResolver,
  OrganisationResolver,
  ProductQueries,
  ProductResolver,
  QuoteResolver,
  RefusedResolver,
  RevenueQueries,
  RevenueReadResolver,
  SeriesResolver,
  StudyMutations,
  StudyQueries,
  StudyResolver,
  StudyUploadResolver,
  UploadFileResolver,
  UploadMutations,
  UploadPartResolver,
  UploadQueries,
  ViewerMutations,
  ViewerQueries,
  ViewerResolver,
];
