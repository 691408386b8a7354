// Quotes: the price of one read before it is ordered, and how many wait before it.
import type { CurrentPrice } from '@hounsfield/charging';
import type { Lane } from '@hounsfield/diagnoses';
import { ResolveField, Resolver } from '@nestjs/graphql';
import type { GatewayContext } from '../context.ts';
import type { QuoteResolvers } from '../generated/resolver-types.ts';

export type QuoteSource = CurrentPrice & { readonly lane: Lane };

@Resolver('Quote')
export class QuoteResolver implements QuoteResolvers {
  @ResolveField()
  queuePosition({ lane }: QuoteSource, _args: unknown, { loaders }: GatewayContext): Promise<number> {
    return loaders.queueLength.load(lane);
  }
}
