// Money: how many minor-unit digits its currency has, so that no client needs a table.
import { CURRENCY_EXPONENT, type Money } from '@hounsfield/kernel';
import { ResolveField, Resolver } from '@nestjs/graphql';
import type { MoneyResolvers } from '../generated/resolver-types.ts';

@Resolver('Money')
export class MoneyResolver implements MoneyResolvers {
  @ResolveField()
  exponent({ currency }: Money): number {
    return CURRENCY_EXPONENT[currency];
  }
}
