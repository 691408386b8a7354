// Products: words in the caller's language, and what a read costs this caller now.
import { listProducts, type Product } from '@hounsfield/catalogue';
import { Inject } from '@nestjs/common';
import { Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { GatewayContext } from '../context.ts';
import type {
  ProductPriceArgs,
  ProductResolvers,
  QueryProductArgs,
  QueryResolvers,
} from '../generated/resolver-types.ts';
import { type GatewayServices, SERVICES } from '../services.ts';
import { present } from './caller.ts';
import type { QuoteSource } from './quote.resolver.ts';

@Resolver('Query')
export class ProductQueries implements Pick<QueryResolvers, 'product' | 'products'> {
  @Inject(SERVICES) private readonly services!: GatewayServices;

  @Query()
  products() {
    return listProducts(this.services.db.catalogue);
  }

  @Query()
  async product(_root: unknown, { id }: QueryProductArgs, { loaders }: GatewayContext) {
    return (await loaders.product.load(id)) ?? null;
  }
}

@Resolver('Product')
export class ProductResolver implements ProductResolvers {
  @ResolveField()
  id({ slug }: Product): string {
    return slug;
  }

  @ResolveField()
  name({ name }: Product, _args: unknown, { locale }: GatewayContext): string {
    return name[locale];
  }

  @ResolveField()
  summary({ summary }: Product, _args: unknown, { locale }: GatewayContext): string {
    return summary[locale];
  }

  @ResolveField()
  intendedUse({ intendedUse }: Product, _args: unknown, { locale }: GatewayContext): string {
    return intendedUse[locale];
  }

  @ResolveField()
  limits({ limits }: Product, _args: unknown, { locale }: GatewayContext): readonly string[] {
    return limits.map((limit) => limit[locale]);
  }

  @ResolveField()
  calibrationNote({ calibrationNote }: Product, _args: unknown, { locale }: GatewayContext): string | null {
    return calibrationNote?.[locale] ?? null;
  }

  @ResolveField()
  async vendor({ vendorTenantId }: Product, _args: unknown, { loaders }: GatewayContext) {
    return present(await loaders.organisation.load(vendorTenantId), 'a vendor');
  }

  @ResolveField()
  async price(
    { slug }: Product,
    { lane }: Required<ProductPriceArgs>,
    { loaders }: GatewayContext,
  ): Promise<QuoteSource | null> {
    const price = await loaders.price.load({ slug, lane });
    return price === undefined ? null : { ...price, lane };
  }
}
