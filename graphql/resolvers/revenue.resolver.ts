// Revenue: what the caller earned as a party of other organisations' reads, never whose patients they were.
import { type RevenueMonth, type RevenueRead, revenueMonths, revenueReads } from '@hounsfield/charging';
import { Inject } from '@nestjs/common';
import { Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { GatewayContext } from '../context.ts';
import type { QueryResolvers, QueryRevenueReadsArgs, RevenueReadResolvers } from '../generated/resolver-types.ts';
import { type GatewayServices, SERVICES } from '../services.ts';
import { callerOf, present } from './caller.ts';
import { checkPageSize, type Paged, toConnection } from './connection.ts';

@Resolver('Query')
export class RevenueQueries implements Pick<QueryResolvers, 'revenueMonths' | 'revenueReads'> {
  @Inject(SERVICES) private readonly services!: GatewayServices;

  @Query()
  revenueMonths(_root: unknown, _args: unknown, context: GatewayContext): Promise<readonly RevenueMonth[]> {
    return revenueMonths(this.services.db.billing, callerOf(context).tenantId);
  }

  @Query()
  async revenueReads(_root: unknown, args: Paged<QueryRevenueReadsArgs>, context: GatewayContext) {
    const page = await revenueReads(this.services.db.billing, callerOf(context).tenantId, {
      first: checkPageSize(args.first),
      after: args.after ?? undefined,
      month: args.month,
    });
    return toConnection(page.edges, page.hasNextPage, args);
  }
}

@Resolver('RevenueRead')
export class RevenueReadResolver implements RevenueReadResolvers {
  @ResolveField()
  async productName(
    { productSlug }: RevenueRead,
    _args: unknown,
    { loaders, locale }: GatewayContext,
  ): Promise<string> {
    return (await loaders.product.load(productSlug))?.name[locale] ?? productSlug;
  }

  @ResolveField()
  async customer({ customerId }: RevenueRead, _args: unknown, { loaders }: GatewayContext) {
    return present(await loaders.organisation.load(customerId), 'a customer');
  }
}
