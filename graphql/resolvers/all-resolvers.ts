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
import { MoneyResolver } from './money.resolver.ts';
import { OrganisationResolver } from './organisation.resolver.ts';
import { ProductQueries, ProductResolver } from './product.resolver.ts';
import { QuoteResolver } from './quote.resolver.ts';
import { RefusedResolver } from './refused.resolver.ts';
import { RevenueQueries, RevenueReadResolver } from './revenue.resolver.ts';
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
  FindingResolver,
  MoneyResolver,
  OrganisationResolver,
  ProductQueries,
  ProductResolver,
  QuoteResolver,
  RefusedResolver,
  RevenueQueries,
  RevenueReadResolver,
  ViewerMutations,
  ViewerQueries,
  ViewerResolver,
];
