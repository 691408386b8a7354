// Charges: what the caller paid, page by page and month by month, and who got which share of it.
import { type Charge, type ChargeSplit, chargesPage, type UsageMonth, usageMonths } from '@hounsfield/charging';
import { Inject } from '@nestjs/common';
import { Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { GatewayContext } from '../context.ts';
import type {
  ChargeResolvers,
  ChargeSplitResolvers,
  PartyRole,
  QueryChargesArgs,
  QueryResolvers,
} from '../generated/resolver-types.ts';
import { denialOf } from '../permissions.ts';
import { type GatewayServices, SERVICES } from '../services.ts';
import { callerOf, present } from './caller.ts';
import { checkPageSize, type Paged, toConnection } from './connection.ts';

@Resolver('Query')
export class ChargeQueries implements Pick<QueryResolvers, 'charges' | 'usageMonths'> {
  @Inject(SERVICES) private readonly services!: GatewayServices;

  @Query()
  async charges(_root: unknown, args: Paged<QueryChargesArgs>, context: GatewayContext) {
    const page = await chargesPage(this.services.db.billing, callerOf(context).tenantId, {
      first: checkPageSize(args.first),
      after: args.after ?? undefined,
      month: args.month ?? undefined,
    });
    return toConnection(page.edges, page.hasNextPage, args);
  }

  @Query()
  usageMonths(_root: unknown, _args: unknown, context: GatewayContext): Promise<readonly UsageMonth[]> {
    return usageMonths(this.services.db.billing, callerOf(context).tenantId);
  }
}

@Resolver('Charge')
export class ChargeResolver implements ChargeResolvers {
  /** Whoever pays need not be someone who may open studies. */
  @ResolveField()
  async diagnosis({ diagnosisId }: Charge, _args: unknown, { loaders, principal }: GatewayContext) {
    if (diagnosisId === undefined || denialOf('Query.diagnosis', principal) !== undefined) return null;
    return (await loaders.diagnosis.load(diagnosisId)) ?? null;
  }
}

@Resolver('ChargeSplit')
export class ChargeSplitResolver implements ChargeSplitResolvers {
  @ResolveField()
  role({ role }: ChargeSplit): PartyRole {
    return role.toUpperCase() as Uppercase<typeof role>;
  }

  @ResolveField()
  async party({ partyId }: ChargeSplit, _args: unknown, { loaders }: GatewayContext) {
    return present(await loaders.organisation.load(partyId), 'a party');
  }
}
