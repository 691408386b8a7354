// What resolvers and loaders work with: one value, made once by `compose.ts`, injected as SERVICES.
import type { CatalogueTables } from '@hounsfield/catalogue';
import type { DiagnosesTables } from '@hounsfield/diagnoses';
import type { Clock, Logger } from '@hounsfield/kernel';
import type { StudiesDeps } from '@hounsfield/studies';
import type { TenancyTables } from '@hounsfield/tenancy';
import type { Kysely } from 'kysely';
import type { DiagnosisFeed } from './subscriptions/diagnosis-feed.ts';

/** Injection token of {@link GatewayServices}. */
export const SERVICES = Symbol('gateway services');

export type GatewayServices = {
  /** One pool, role `hounsfield_app`, as each room sees it. */
  readonly db: {
    readonly tenancy: Kysely<TenancyTables>;
    readonly catalogue: Kysely<CatalogueTables>;
    readonly diagnoses: Kysely<DiagnosesTables>;
    readonly billing: Kysely<unknown>;
  };
  readonly studies: StudiesDeps;
  readonly feed: DiagnosisFeed;
  readonly clock: Clock;
  readonly logger: Logger;
};
