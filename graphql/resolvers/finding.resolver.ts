// Findings: coded as in the SR, named in the caller's language.
import type { Finding } from '@hounsfield/diagnoses';
import { ResolveField, Resolver } from '@nestjs/graphql';
import type { GatewayContext } from '../context.ts';
import type { FindingResolvers } from '../generated/resolver-types.ts';

@Resolver('Finding')
export class FindingResolver implements FindingResolvers {
  @ResolveField()
  label({ label }: Finding, _args: unknown, { locale }: GatewayContext): string {
    return label[locale];
  }

  @ResolveField()
  unit({ unit }: Finding): string | null {
    return unit?.value ?? null;
  }
}
